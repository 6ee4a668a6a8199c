package org.jackfield.plugin.azure;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.EndpointUrl;

/**
 * The address of an Azure OpenAI resource, as people copy it from the portal: the resource alone,
 * or with {@code /openai} or {@code /openai/v1} behind it. A gateway may stand before it under any
 * name.
 */
final class AzureEndpoint {
  private static final Pattern API = Pattern.compile("(.*?)/+openai(?:/+v1)?/*");
  private static final Pattern FULL =
      Pattern.compile("(.*?)/+openai/+deployments/+([^/]+)(?:/.*)?");
  private static final Pattern VERSION = Pattern.compile("(?:^|&)api-version=([\\w-]+)");

  /** Where people manage resources; none of these answers a call. */
  private static final Set<String> PORTALS =
      Set.of("portal.azure.com", "ai.azure.com", "oai.azure.com");

  private AzureEndpoint() {}

  /**
   * The address of the resource, without a slash at its end.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that says what to write, when it is
   *     none, or goes on to one deployment, which would be a second place to name it
   */
  static URI resource(URI url, String backend) {
    EndpointUrl.checked(url, backend);
    checkHost(url, backend);
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    Matcher full = FULL.matcher(path);
    if (full.matches()) {
      throw wrong(
          backend,
          "goes on to one deployment.",
          "Write 'endpoint: "
              + at(url, full.group(1))
              + "' and 'model: "
              + full.group(2)
              + "'"
              + version(url)
              + ".");
    }
    Matcher api = API.matcher(path);
    String base = at(url, (api.matches() ? api.group(1) : path).replaceFirst("/+$", ""));
    if (url.getRawQuery() != null) {
      throw wrong(backend, "has a query.", "Write 'endpoint: " + base + "'" + version(url) + ".");
    }
    return URI.create(base);
  }

  private static void checkHost(URI url, String backend) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    String example = "Write it as AZURE_OPENAI_ENDPOINT=https://NAME.openai.azure.com.";
    if (PORTALS.contains(host)) {
      throw wrong(backend, "is the portal, not a resource.", example);
    }
    if (host.equals("api.openai.com")) {
      throw wrong(
          backend, "is OpenAI's own, not Azure's.", "Use 'type: openai' for it, or " + example);
    }
    if (url.getScheme().equals("http") && host.matches(".*\\.azure\\.(com|us|cn)")) {
      throw wrong(backend, "would send the key unencrypted.", "Begin it with https://.");
    }
  }

  private static String at(URI url, String path) {
    return url.getScheme() + "://" + url.getRawAuthority() + path;
  }

  private static String version(URI url) {
    Matcher version = VERSION.matcher(url.getRawQuery() == null ? "" : url.getRawQuery());
    return version.find() ? ", and 'api_version: " + version.group(1) + "' for the dated API" : "";
  }

  private static BackendException wrong(String backend, String how, String hint) {
    return new BackendException(
            ErrorCode.INVALID_REQUEST, "The endpoint of backend '" + backend + "' " + how)
        .withHint(hint);
  }
}
