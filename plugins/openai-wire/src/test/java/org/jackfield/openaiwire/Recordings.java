package org.jackfield.openaiwire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Recording;
import org.jackfield.testkit.upstream.Reply;

/** The recorded conversations in the test resources: every folder, as it lies there. */
final class Recordings {
  private static final Path ROOT = Path.of("src", "test", "resources", "wire");

  /**
   * One request of a recorded connection, with its response.
   *
   * @param name server and case, and which one of several
   * @param meta what the recording is
   * @param outcome what a client should make of the response
   * @param request what was sent
   * @param response what came back; empty when nothing did
   * @param reply the same as a script
   */
  record Exchange(
      String name,
      Json meta,
      Json outcome,
      HttpMessage request,
      Optional<HttpMessage> response,
      Reply reply) {
    /** Whether it asks for a chat, by the right method or not. */
    boolean chat() {
      return request.path().equals("/v1/chat/completions");
    }

    boolean post() {
      return request.method().equals("POST");
    }

    /** Whether the server refused, or sent somewhere else. */
    boolean refused() {
      return response.isPresent() && response.get().status() >= 300;
    }

    /** Whether the answer is packed, which our transport never asks for. */
    boolean packed() {
      return response.flatMap(message -> message.header("content-encoding")).isPresent();
    }

    String kind() {
      return meta.at("/kind").text();
    }

    String errorClass() {
      return field("/error_class");
    }

    /** A text of the outcome; empty when it has none. */
    String field(String pointer) {
      return outcome
          .find(pointer)
          .filter(value -> !value.toString().equals("null"))
          .map(Json::text)
          .orElse("");
    }

    String requestText() {
      return new String(request.body(), StandardCharsets.UTF_8);
    }

    String responseText() {
      return new String(
          response.map(HttpMessage::body).orElse(new byte[0]), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private Recordings() {}

  static Stream<Exchange> all() {
    try (Stream<Path> servers = Files.list(ROOT)) {
      return servers.filter(Files::isDirectory).sorted().toList().stream()
          .flatMap(
              server -> Recording.loadAll(server).stream().map(each -> exchanges(server, each)))
          .flatMap(List::stream);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the recordings in " + ROOT, e);
    }
  }

  /** The first exchange of that recording, named by server and case. */
  static Exchange load(String name) {
    Path server = ROOT.resolve(name.substring(0, name.indexOf('/')));
    return exchanges(server, Recording.load(ROOT.resolve(name))).getFirst();
  }

  private static List<Exchange> exchanges(Path server, Recording recording) {
    Path folder = server.resolve(recording.name());
    List<HttpMessage> requests = HttpMessage.requests(bytes(folder.resolve("request.http")));
    List<HttpMessage> responses =
        HttpMessage.responses(bytes(folder.resolve("response.http")), requests.getFirst().method());
    List<Json> outcomes =
        recording.meta().find("/outcomes").map(Json::items).orElse(List.of(recording.outcome()));
    String name = server.getFileName() + "/" + recording.name();
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < Math.min(outcomes.size(), requests.size()); i++) {
      Optional<HttpMessage> response =
          i < responses.size() ? Optional.of(responses.get(i)) : Optional.empty();
      boolean alone = outcomes.size() == 1 && requests.getFirst().method().equals("POST");
      if (response.isPresent() || alone) {
        exchanges.add(
            new Exchange(
                outcomes.size() == 1 ? name : name + " " + (i + 1),
                recording.meta(),
                outcomes.get(i),
                requests.get(i),
                response,
                alone && requests.getFirst().header("expect").isEmpty()
                    ? recording.reply()
                    : Reply.nothing().send(response.orElseThrow().raw()).close()));
      }
    }
    return exchanges;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
