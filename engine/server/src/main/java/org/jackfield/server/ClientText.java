package org.jackfield.server;

import java.util.List;
import java.util.regex.Pattern;
import org.jackfield.wire.ProviderText;

/**
 * Text about a request made fit for whoever sent it: what tells of the machine behind is masked.
 * Secrets, addresses and control characters go as in all text of providers; here also paths of
 * files, URLs, names of environment variables and of classes.
 */
final class ClientText {
  private static final String MASK = "****";

  private static final List<Pattern> OF_THE_MACHINE =
      List.of(
          Pattern.compile(
              "(?i)\\b(?:https?|wss?|file|unix|jar|redis|jdbc)[a-z:]*:/{1,3}[^\\s\"'<>)]*"),
          Pattern.compile("(?i)\\blocalhost:\\d{1,5}\\b"),
          Pattern.compile("(?<![\\w/.:])(?:~|\\.{1,2})?/[\\w.@+-]+(?:/[\\w.@+-]+)+/?"),
          Pattern.compile("\\b[A-Za-z]:\\\\[^\\s\"'<>|]+"),
          Pattern.compile("\\b[A-Z][A-Z0-9]{2,}(?:_[A-Z0-9]+)+\\b"),
          Pattern.compile("\\b(?:[a-z][a-z0-9]*\\.){2,}[A-Z]\\w*(?:[.$]\\w+)*"));

  private ClientText() {}

  static String of(String text) {
    String shown = ProviderText.shown(text);
    for (Pattern pattern : OF_THE_MACHINE) {
      shown = pattern.matcher(shown).replaceAll(MASK);
    }
    return shown;
  }
}
