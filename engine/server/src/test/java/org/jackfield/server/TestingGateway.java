package org.jackfield.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;

/** A gateway on a free port with the configuration it is given and the built plugin jars. */
final class TestingGateway implements AutoCloseable {
  private final Jackfield engine;
  private final GatewayServer server;

  private TestingGateway(Jackfield engine, GatewayServer server) {
    this.engine = engine;
    this.server = server;
  }

  /** Starts it; the YAML is the whole file, its server part listens on port 0. */
  static TestingGateway start(Path folder, String yaml) {
    try {
      Path config = Files.writeString(folder.resolve("jackfield.yaml"), yaml);
      Jackfield engine =
          Jackfield.builder()
              .config(config)
              .plugins(Path.of("target", "plugins"))
              .environment(new Environment(Map.of()))
              .folders(new Folders(folder, folder.resolve("data"), folder.resolve("cache")))
              .open();
      return new TestingGateway(engine, GatewayServer.start(engine, engine.server()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Jackfield engine() {
    return engine;
  }

  int port() {
    return server.port();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Stops the server; the engine stays open. */
  void stop() {
    server.close();
  }

  @Override
  public void close() {
    server.close();
    engine.close();
  }
}
