package org.jackfield.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;

/** A gateway on a free port with the configuration it is given and the built plugin jars. */
public final class TestingGateway implements AutoCloseable {
  private final Jackfield engine;
  private final GatewayServer server;
  private final List<String> log;

  private TestingGateway(Jackfield engine, GatewayServer server, List<String> log) {
    this.engine = engine;
    this.server = server;
    this.log = log;
  }

  /** Starts it; the YAML is the whole file, its server part listens on port 0. */
  static TestingGateway start(Path folder, String yaml) {
    return start(folder, yaml, event -> {});
  }

  /** The same with a listener, and with the plugins of further folders. */
  public static TestingGateway start(
      Path folder, String yaml, EngineListener listener, Path... plugins) {
    try {
      Path config = Files.writeString(folder.resolve("jackfield.yaml"), yaml);
      Jackfield.Builder builder =
          Jackfield.builder()
              .config(config)
              .plugins(Path.of("target", "plugins"))
              .environment(new Environment(Map.of()))
              .folders(new Folders(folder, folder.resolve("data"), folder.resolve("cache")))
              .listener(listener);
      List.of(plugins).forEach(builder::plugins);
      Jackfield engine = builder.open();
      List<String> log = new CopyOnWriteArrayList<>();
      return new TestingGateway(
          engine, GatewayServer.start(engine, engine.server(), log::add), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The engine behind it. */
  public Jackfield engine() {
    return engine;
  }

  /** What the gateway logged. */
  public List<String> log() {
    return log;
  }

  /** The port it listens on. */
  public int port() {
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
