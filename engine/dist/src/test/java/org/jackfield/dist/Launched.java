package org.jackfield.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A process in a folder of its own, with an environment of its own; its output goes to files. */
final class Launched {
  /** The distribution under test. */
  static final Path HOME = Path.of(System.getProperty("jackfield.home", ""));

  /** Its launcher. */
  static final Path LAUNCHER = HOME.resolve("bin/jackfield");

  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private Path input = Path.of("/dev/null");

  /** What a process came to. */
  record Result(int code, String out, String err) {}

  Launched(Path folder) {
    this.folder = folder;
    variable("PATH", System.getenv("PATH"));
    variable("HOME", folder.toString());
    variable("JAVA_HOME", System.getProperty("java.home"));
    variable("JACKFIELD_DATA", folder.resolve("data").toString());
    variable("JACKFIELD_CACHE", folder.resolve("cache").toString());
    variable("LC_ALL", "C.UTF-8");
  }

  Launched variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Launched without(String name) {
    environment.remove(name);
    return this;
  }

  Launched input(Path file) {
    input = file;
    return this;
  }

  Launched input(String text) throws IOException {
    return input(Files.writeString(folder.resolve("input"), text));
  }

  /** A configuration with that content. */
  Launched config(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("jackfield.yaml"), yaml);
    return variable("JACKFIELD_CONFIG", file.toString());
  }

  /** A configuration whose one backend answers with what it was asked. */
  Launched echo() throws IOException {
    return config("llm:\n  providers:\n    - type: echo\n");
  }

  Path folder() {
    return folder;
  }

  Path out() {
    return folder.resolve("out");
  }

  Path err() {
    return folder.resolve("err");
  }

  /** Starts it. */
  Process start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(input.toFile())
            .redirectOutput(out().toFile())
            .redirectError(err().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs it to its end. */
  Result run(List<String> command) throws IOException, InterruptedException {
    int code = start(command).waitFor();
    return new Result(code, Files.readString(out()), Files.readString(err()));
  }

  /** Runs the launcher to its end. */
  Result jackfield(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Runs a line of shell to its end; {@code $J} is the launcher. */
  Result shell(String line) throws IOException, InterruptedException {
    variable("J", LAUNCHER.toString());
    return run(List.of("sh", "-c", line));
  }
}
