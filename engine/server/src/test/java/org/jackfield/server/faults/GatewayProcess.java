package org.jackfield.server.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.server.TestingGateway;

/**
 * A gateway in a virtual machine of its own, for what a machine is told once at its start: where it
 * looks names up, and whose certificates it trusts.
 */
final class GatewayProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private GatewayProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it with that configuration; options are those of the virtual machine. */
  static GatewayProcess start(Path folder, String yaml, String... options) throws IOException {
    Files.writeString(folder.resolve("given.yaml"), yaml);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(GatewayProcess.class.getName(), folder.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    String line = said.readLine();
    if (line == null) {
      throw new IOException(command + " ended without its port");
    }
    return new GatewayProcess(process, Integer.parseInt(line));
  }

  /** Serves until its input ends. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    String yaml = Files.readString(folder.resolve("given.yaml"));
    try (TestingGateway gateway = TestingGateway.start(folder, yaml, event -> {});
        InputStreamReader input = new InputStreamReader(System.in, StandardCharsets.UTF_8)) {
      System.out.println(gateway.port());
      input.transferTo(Writer.nullWriter());
    }
  }

  int port() {
    return port;
  }

  /** Ends it. */
  @Override
  public void close() throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
