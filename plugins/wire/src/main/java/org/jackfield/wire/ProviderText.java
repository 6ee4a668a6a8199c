package org.jackfield.wire;

import java.util.regex.Pattern;

/**
 * Text of a provider made fit to be shown: keys, tokens, internal addresses, queries and memory
 * addresses are masked, control characters become spaces, and it ends after 400 characters.
 */
public final class ProviderText {
  private static final int MAX_CHARS = 400;

  /** More than is shown, so that masking before the cut stays cheap on a huge text. */
  private static final int MAX_SCANNED_CHARS = 4_000;

  private static final String MASK = "****";

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");
  private static final Pattern BEARER =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=*-]{4,}");
  private static final Pattern NAMED_SECRET =
      Pattern.compile(
          "(?i)([\\w-]*(?:api[_-]?key|x-api-key|access[_-]?token|secret|password|token)"
              + "[\"']?\\s*[=:]\\s*[\"']?)[^\\s\"',;&}]{4,}");
  private static final Pattern KEY =
      Pattern.compile(
          "\\b(?:sk|pk|rk|hf|gsk|xai|r8|ghp|gho|ghs|ghu|ghr|glpat|xox[abprs])[-_][\\w*.-]{4,}"
              + "|\\bAIza[\\w-]{10,}|\\bAKIA[A-Z0-9]{8,}"
              + "|\\beyJ[\\w-]{8,}\\.[\\w-]+(?:\\.[\\w-]*)?");
  private static final Pattern LONG_TOKEN = Pattern.compile("\\b(?=\\w*\\d)[A-Za-z0-9]{32,}\\b");
  private static final Pattern URL_CREDENTIALS =
      Pattern.compile("(?i)(\\b[a-z][a-z0-9+.-]*://)[^\\s/@]+@");
  private static final Pattern URL_QUERY =
      Pattern.compile("(?i)(\\b[a-z][a-z0-9+.-]*://[^\\s?#\"'<>]*)\\?[^\\s\"'<>)]*");
  private static final Pattern INTERNAL_ADDRESS =
      Pattern.compile(
          "(?<![\\d.])(?:10\\.\\d{1,3}|127\\.\\d{1,3}|192\\.168|169\\.254"
              + "|172\\.(?:1[6-9]|2\\d|3[01])|100\\.(?:6[4-9]|[7-9]\\d|1[01]\\d|12[0-7]))"
              + "\\.\\d{1,3}\\.\\d{1,3}(?![\\d.]*\\d)(?::\\d{1,5})?");
  private static final Pattern INTERNAL_NAME =
      Pattern.compile(
          "(?i)\\b[a-z0-9][a-z0-9.-]*\\.(?:internal|local|localdomain|cluster\\.local|svc|lan)\\b"
              + "(?::\\d{1,5})?");
  private static final Pattern INTERNAL_V6 =
      Pattern.compile("(?i)\\[(?:::1|f[cd][0-9a-f:]+|fe80:[0-9a-f:%]+)](?::\\d{1,5})?");
  private static final Pattern MEMORY_ADDRESS = Pattern.compile("\\b0x[0-9a-fA-F]{8,}\\b");

  private ProviderText() {}

  /** The text with everything masked that must not be shown, on one line, cut to size. */
  public static String shown(String text) {
    String line = text.length() > MAX_SCANNED_CHARS ? text.substring(0, MAX_SCANNED_CHARS) : text;
    line = CONTROL.matcher(line).replaceAll(" ").strip();
    line = BEARER.matcher(line).replaceAll("$1 " + MASK);
    line = NAMED_SECRET.matcher(line).replaceAll("$1" + MASK);
    line = KEY.matcher(line).replaceAll(MASK);
    line = URL_CREDENTIALS.matcher(line).replaceAll("$1" + MASK + "@");
    line = URL_QUERY.matcher(line).replaceAll("$1?" + MASK);
    line = LONG_TOKEN.matcher(line).replaceAll(MASK);
    line = INTERNAL_ADDRESS.matcher(line).replaceAll(MASK);
    line = INTERNAL_NAME.matcher(line).replaceAll(MASK);
    line = INTERNAL_V6.matcher(line).replaceAll(MASK);
    line = MEMORY_ADDRESS.matcher(line).replaceAll(MASK);
    return line.length() > MAX_CHARS ? line.substring(0, cut(line)) + "…" : line;
  }

  private static int cut(String line) {
    return Character.isHighSurrogate(line.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
  }
}
