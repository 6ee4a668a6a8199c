package org.jackfield.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jackfield.engine.Environment;
import org.jspecify.annotations.Nullable;

/** Runs the command line in process, in a home of its own with the scripted plugin. */
final class TestingCli {
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final AtomicReference<Console.Interrupts.@Nullable Stop> interrupt =
      new AtomicReference<>();
  private Console.Terminals terminals = Console.Terminals.NONE;
  private InputStream in = InputStream.nullInputStream();
  private @Nullable OutputStream out;

  /** What a run came to. */
  record Result(int code, String out, String err) {}

  /** A home in that folder with that configuration. */
  TestingCli(Path home, String yaml) throws IOException {
    this.home = home;
    ScriptedPlugin.in(home.resolve("plugins"));
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/jackfield.yaml"), yaml);
    environment.put("JACKFIELD_HOME", home.toString());
    environment.put("JACKFIELD_DATA", home.resolve("data").toString());
    environment.put("JACKFIELD_CACHE", home.resolve("cache").toString());
  }

  /** A configuration with one scripted backend that has these settings, one a line. */
  static String oneBackend(String... settings) {
    StringBuilder yaml = new StringBuilder("llm:\n  providers:\n    - type: scripted\n");
    for (String setting : settings) {
      yaml.append("      ").append(setting).append('\n');
    }
    return yaml.toString();
  }

  TestingCli terminals(String names) {
    terminals = Console.Terminals.parse(names);
    return this;
  }

  TestingCli variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  TestingCli input(String text) {
    return input(text.getBytes(StandardCharsets.UTF_8));
  }

  TestingCli input(byte[] bytes) {
    in = new ByteArrayInputStream(bytes);
    return this;
  }

  TestingCli output(OutputStream stream) {
    out = stream;
    return this;
  }

  Path home() {
    return home;
  }

  Result run(String... arguments) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = new Cli(console(out == null ? written : out, err)).run(List.of(arguments));
    return new Result(
        code, written.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs on another thread. */
  CompletableFuture<Result> start(String... arguments) {
    CompletableFuture<Result> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(run(arguments));
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** Ctrl-C, for a run that listens; the exit code that the process would have instead. */
  OptionalInt interrupt() {
    Console.Interrupts.Stop stop = interrupt.get();
    if (stop == null) {
      throw new IllegalStateException("Nothing listens to Ctrl-C.");
    }
    return stop.stop();
  }

  Console console(OutputStream stdout, OutputStream stderr) {
    return new Console(
        in,
        stdout,
        stderr,
        terminals,
        new Environment(environment),
        stop -> {
          interrupt.set(stop);
          return () -> interrupt.set(null);
        },
        System::nanoTime);
  }
}
