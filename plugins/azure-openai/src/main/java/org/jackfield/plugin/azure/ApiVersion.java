package org.jackfield.plugin.azure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.openaiwire.OpenAiEndpoint.LimitField;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Which of Azure's APIs is spoken
 * (https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle): v1, whose models are
 * deployments, or a dated one, whose deployments are part of the path. Immutable.
 *
 * @param dated whether it is a dated one
 * @param query what follows the path of every call; empty when nothing does
 * @param limit how it wants to be told the limit of tokens
 */
record ApiVersion(boolean dated, String query, LimitField limit) {
  private static final Pattern DATED = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(-preview)?");

  /** The first whose streams tell their usage when asked. */
  private static final String OLDEST = "2024-09-01";

  /** The first that knows {@code max_completion_tokens}, which reasoning models insist on. */
  private static final String NEWER_LIMIT = "2024-12-01";

  /**
   * The API of that name: {@code v1}, {@code preview} (v1 with what is not final yet), or a date.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when it is none, or too old
   */
  static ApiVersion of(String name, String backend) {
    if (name.equals("v1")) {
      return new ApiVersion(false, "", LimitField.MAX_COMPLETION_TOKENS);
    }
    String query = "?api-version=" + name;
    if (name.equals("preview")) {
      return new ApiVersion(false, query, LimitField.MAX_COMPLETION_TOKENS);
    }
    Matcher date = DATED.matcher(name);
    if (!date.matches()) {
      throw wrong(name, backend, "must be 'v1', 'preview', or a date such as 2024-10-21");
    }
    if (date.group(1).compareTo(OLDEST) < 0) {
      throw wrong(
          name, backend, "is too old: before " + OLDEST + ", streams do not tell their usage");
    }
    boolean newer = date.group(1).compareTo(NEWER_LIMIT) >= 0;
    return new ApiVersion(
        true, query, newer ? LimitField.MAX_COMPLETION_TOKENS : LimitField.MAX_TOKENS);
  }

  private static BackendException wrong(String name, String backend, String how) {
    return new BackendException(
            ErrorCode.INVALID_REQUEST,
            "'api_version' of backend '" + backend + "' is '" + name + "': it " + how + ".")
        .withHint(
            "Leave it out for the v1 API, or set AZURE_OPENAI_API_VERSION to a date of Azure's"
                + " list.");
  }
}
