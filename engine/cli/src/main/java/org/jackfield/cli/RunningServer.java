package org.jackfield.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.server.ServerFile;
import org.jackfield.spi.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that runs, as an operator's commands talk to it. */
final class RunningServer {
  private static final String KEY = "JACKFIELD_ADMIN_KEY";

  /** A reload may load a model; this is only against a server that hangs. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final URI url;
  private final Secret key;

  private RunningServer(URI url, Secret key) {
    this.url = url;
    this.key = key;
  }

  URI url() {
    return url;
  }

  /**
   * The server that was named, or the one of this user that runs for the configuration that was
   * named, or the only one that runs.
   */
  static RunningServer find(Optional<String> named, Invocation invocation) {
    Environment environment = invocation.console().environment();
    List<ServerFile.Running> running = running(environment);
    Optional<Secret> key = environment.find(KEY).map(Secret::of);
    if (named.isPresent()) {
      URI url = address(named.get());
      Optional<Secret> token =
          running.stream()
              .filter(server -> server.url().equals(url))
              .map(ServerFile.Running::token)
              .findFirst();
      return new RunningServer(
          url,
          key.or(() -> token)
              .orElseThrow(
                  () ->
                      new FailureException(
                          "no key for "
                              + url
                              + ". Set "
                              + KEY
                              + " to one of its server.admin_keys.")));
    }
    List<ServerFile.Running> fitting = fitting(running, invocation, environment);
    if (fitting.size() != 1) {
      throw new FailureException(fitting.isEmpty() ? none(running) : several(fitting));
    }
    ServerFile.Running server = fitting.getFirst();
    return new RunningServer(server.url(), key.orElse(server.token()));
  }

  /** Whether a server of this user runs, for the configuration that was named if one was. */
  static boolean any(Invocation invocation) {
    Environment environment = invocation.console().environment();
    return !fitting(running(environment), invocation, environment).isEmpty();
  }

  private static URI address(String text) {
    try {
      URI url = URI.create(text.replaceFirst("/+$", ""));
      if (url.getHost() != null && url.getScheme() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException("'" + text + "' is not a URL such as http://127.0.0.1:8383");
    }
    throw new UsageException("'" + text + "' is not a URL such as http://127.0.0.1:8383");
  }

  /** Every server of this user that runs. */
  static List<ServerFile.Running> running(Environment environment) {
    return ServerFile.running(Folders.ofUser(environment, Path.of("")));
  }

  private static List<ServerFile.Running> fitting(
      List<ServerFile.Running> running, Invocation invocation, Environment environment) {
    Optional<Path> config =
        invocation
            .config()
            .or(() -> environment.find("JACKFIELD_CONFIG").map(Path::of))
            .map(ServerFile::real);
    if (config.isEmpty()) {
      return running;
    }
    return running.stream().filter(server -> server.config().equals(config)).toList();
  }

  private static String none(List<ServerFile.Running> running) {
    return running.isEmpty()
        ? "no server of yours runs here. Start one with: jackfield serve"
        : "no server of yours runs for this configuration; there are: "
            + listed(running)
            + ". Name its configuration with --config, or it with --server";
  }

  private static String several(List<ServerFile.Running> fitting) {
    return "several servers run; name one with --server: " + listed(fitting);
  }

  private static String listed(List<ServerFile.Running> servers) {
    return servers.stream()
        .map(server -> server.url() + server.config().map(config -> " (" + config + ")").orElse(""))
        .collect(Collectors.joining(", "));
  }

  JsonNode get(String path) {
    return answer(HttpRequest.newBuilder().GET(), path);
  }

  JsonNode post(String path, String body) {
    return answer(
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        path);
  }

  private JsonNode answer(HttpRequest.Builder request, String path) {
    HttpRequest complete =
        request
            .uri(url.resolve(path))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + key.reveal())
            .build();
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      HttpResponse<byte[]> response =
          client.send(complete, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode body = JsonMapper.shared().readTree(response.body());
      if (response.statusCode() != 200) {
        throw new FailureException(refusal(body, response.statusCode()));
      }
      return body;
    } catch (IOException | JacksonException e) {
      throw new FailureException(url + " gives no answer (" + e.getClass().getSimpleName() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailureException("interrupted while waiting for " + url);
    }
  }

  private String refusal(JsonNode body, int status) {
    List<String> lines = new ArrayList<>();
    String message = body.path("error").path("message").asString("");
    lines.add(message.isEmpty() ? url + " answers with status " + status : message);
    if (status == 401) {
      lines.add("Set " + KEY + " to one of its server.admin_keys.");
    }
    return EscapeFilter.clean(String.join(" ", lines));
  }
}
