package org.jackfield.models.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jackfield.engine.Environment;
import org.jackfield.models.catalogue.Source;

/**
 * Downloads from the Hugging Face hub by its {@code resolve} addresses. The first answer, before
 * any redirect to the storage, names the commit ({@code X-Repo-Commit}), the size and, for large
 * files, the SHA-256 ({@code X-Linked-ETag}); so its own client does it:
 * https://huggingface.co/docs/huggingface_hub/package_reference/file_download. Honours the hub
 * client's {@code HF_ENDPOINT} and {@code HF_TOKEN}. Thread-safe.
 */
final class HubFetch {
  private static final int MAX_REDIRECTS = 5;

  private final String endpoint;
  private final Map<String, String> headers;
  private final HttpFetch http;

  HubFetch(Environment environment, HttpFetch http) {
    String address = environment.find("HF_ENDPOINT").orElse("https://huggingface.co");
    this.endpoint = address.endsWith("/") ? address : address + "/";
    // OkHttp drops this header when a redirect leaves the hub's own host.
    this.headers =
        environment
            .find("HF_TOKEN")
            .map(token -> Map.of("Authorization", "Bearer " + token.strip()))
            .orElse(Map.of());
    this.http = http;
  }

  Fetched file(
      Source.HuggingFace source,
      Optional<String> pinnedRevision,
      Landing landing,
      Expected expected,
      Pull pull)
      throws FetchException, IOException {
    try {
      if (expected.sha256().isPresent()) {
        String revision = pinnedRevision.or(source::revision).orElse("main");
        return http.download(
            address(source, revision),
            headers,
            landing,
            expected.sha256().get(),
            expected,
            Optional.of(revision),
            pull);
      }
      Described described = describe(source, pull);
      return http.download(
          address(source, described.commit),
          headers,
          landing,
          described.sha256.orElse(described.commit),
          new Expected(described.sha256, described.bytes, expected.aboutBytes()),
          Optional.of(described.commit),
          pull);
    } catch (FetchException e) {
      throw explained(source, e);
    }
  }

  /** What the hub says of a file: the commit it belongs to, its digest if it is a large file. */
  private record Described(String commit, Optional<String> sha256, OptionalLong bytes) {}

  private Described describe(Source.HuggingFace source, Pull pull) throws FetchException {
    URI address = address(source, source.revision().orElse("main"));
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpFetch.HeadReply reply = http.head(address, headers, pull);
      if (reply.status() >= 400) {
        throw HttpFetch.refusal(reply.status(), address.getHost());
      }
      Optional<String> commit = reply.header("X-Repo-Commit");
      if (commit.isPresent()) {
        return new Described(commit.get(), digest(reply), size(reply));
      }
      Optional<String> moved = reply.header("Location");
      if (moved.isEmpty() || !sameHost(address, address.resolve(moved.get()))) {
        throw new FetchException("it does not say which commit the file belongs to");
      }
      address = address.resolve(moved.get()); // a repository that was renamed
    }
    throw new FetchException("it redirects without end");
  }

  private static boolean sameHost(URI one, URI other) {
    return one.getRawAuthority().equals(other.getRawAuthority())
        && one.getScheme().equals(other.getScheme());
  }

  /** Large files carry their SHA-256 as ETag; small ones a Git blob id, which is no such digest. */
  private static Optional<String> digest(HttpFetch.HeadReply reply) {
    return reply
        .header("X-Linked-ETag")
        .or(() -> reply.header("ETag"))
        .map(tag -> (tag.startsWith("W/") ? tag.substring(2) : tag).replace("\"", ""))
        .filter(tag -> tag.matches("[0-9a-f]{64}"));
  }

  private static OptionalLong size(HttpFetch.HeadReply reply) throws FetchException {
    Optional<String> linked = reply.header("X-Linked-Size");
    Optional<String> size =
        linked.or(() -> reply.status() == 200 ? reply.header("Content-Length") : Optional.empty());
    try {
      return size.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseUnsignedLong(size.get().strip()));
    } catch (NumberFormatException e) {
      throw new FetchException("it gives a size that is no number: " + size.orElse(""));
    }
  }

  private URI address(Source.HuggingFace source, String revision) throws FetchException {
    URI base =
        HttpAddress.parse(endpoint)
            .orElseThrow(
                () ->
                    new FetchException("HF_ENDPOINT is no address of HTTP or HTTPS: " + endpoint));
    return base.resolve(
        segments(source.repo())
            + "/resolve/"
            + URLEncoder.encode(revision, StandardCharsets.UTF_8)
            + "/"
            + segments(source.file()));
  }

  private static String segments(String path) {
    return Arrays.stream(path.split("/"))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }

  private FetchException explained(Source.HuggingFace source, FetchException e) {
    if (e.status() != 401 && e.status() != 403) {
      return e;
    }
    String page = endpoint + source.repo();
    return new FetchException(
        e.message()
            + (headers.isEmpty()
                ? "; accept the model's terms at " + page + " and set HF_TOKEN"
                : "; does the account of HF_TOKEN have access to " + page + "?"));
  }
}
