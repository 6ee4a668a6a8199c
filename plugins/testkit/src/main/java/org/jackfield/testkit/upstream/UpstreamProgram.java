package org.jackfield.testkit.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * The scripted server as a program, for benchmarks and for trying things out: gives the same answer
 * to every request until it is stopped.
 */
public final class UpstreamProgram {
  private static final String USAGE =
      """
      Usage: UpstreamProgram [--port PORT] --recording DIR [--pace FACTOR]
             UpstreamProgram [--port PORT] --body FILE [--type TYPE] [--status STATUS] [--delay MS]

      Answers every request with the first response of a recording (FACTOR of its time, default 0),
      or with a file. A file of the type text/event-stream or application/x-ndjson is sent event by
      event, MS milliseconds apart. The first line it prints is its address.
      """;

  private static final Set<String> OPTIONS =
      Set.of("--port", "--recording", "--pace", "--body", "--type", "--status", "--delay");

  private UpstreamProgram() {}

  /** Runs until the process is ended; exit code 2 for wrong arguments. */
  public static void main(String... arguments) throws InterruptedException {
    try (ScriptedUpstream upstream = start(arguments)) {
      System.out.println(upstream.uri());
      new CountDownLatch(1).await();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
    }
  }

  /** Starts the server that the arguments describe. */
  static ScriptedUpstream start(String... arguments) {
    Map<String, String> options = options(arguments);
    Reply reply = reply(options);
    ScriptedUpstream upstream =
        ScriptedUpstream.start(Integer.parseInt(options.getOrDefault("--port", "0")));
    return upstream.forgetRequests().otherwise(reply);
  }

  private static Map<String, String> options(String... arguments) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
        throw new IllegalArgumentException("Not an option with its value: " + arguments[i]);
      }
      options.put(arguments[i], arguments[i + 1]);
    }
    return options;
  }

  private static Reply reply(Map<String, String> options) {
    if (options.containsKey("--recording") == options.containsKey("--body")) {
      throw new IllegalArgumentException("Either --recording or --body must be given.");
    }
    return Optional.ofNullable(options.get("--recording"))
        .map(folder -> recorded(Path.of(folder), options.getOrDefault("--pace", "0")))
        .orElseGet(() -> file(Path.of(options.getOrDefault("--body", "")), options));
  }

  private static Reply recorded(Path folder, String pace) {
    if (!Files.isRegularFile(folder.resolve("segments.json"))) {
      throw new IllegalArgumentException("There is no recording in " + folder);
    }
    return Recording.load(folder).replies(Double.parseDouble(pace)).getFirst();
  }

  private static Reply file(Path file, Map<String, String> options) {
    String type = options.getOrDefault("--type", "application/json");
    Duration delay = Duration.ofMillis(Long.parseLong(options.getOrDefault("--delay", "0")));
    String body = content(file);
    List<String> events =
        switch (type) {
          case "text/event-stream" -> split(body, "\n\n");
          case "application/x-ndjson" -> split(body, "\n");
          default -> List.of();
        };
    if (events.isEmpty()) {
      int status = Integer.parseInt(options.getOrDefault("--status", "200"));
      return (delay.isZero() ? Reply.nothing() : Reply.nothing().pause(delay))
          .then(Reply.whole(status, type, body));
    }
    Reply reply = Reply.stream(type);
    for (String event : events) {
      reply = (delay.isZero() ? reply : reply.pause(delay)).chunk(event);
    }
    return reply.lastChunk();
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException("The file " + file + " cannot be read: " + e, e);
    }
  }

  /** The pieces of the text, each with the mark that ends it. */
  private static List<String> split(String text, String mark) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
      pieces.add(text.substring(from, at + mark.length()));
      from = at + mark.length();
    }
    if (from < text.length()) {
      pieces.add(text.substring(from));
    }
    return pieces;
  }
}
