package org.jackfield.dist.soak;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jackfield.testkit.PluginJarBuilder;

/**
 * A plugin whose one backend type says, eight times in a row, of which version it is and which of
 * its instances answers; slowly when asked to. It is compiled once; its versions differ by a number
 * in the jar.
 */
final class TalkingPlugin {
  private static final String VERSION = "sample/version";

  private static final String SOURCE =
      """
      package sample;

      import java.io.IOException;
      import java.io.InputStream;
      import java.util.ArrayDeque;
      import java.util.Deque;
      import java.util.List;
      import java.util.Optional;
      import java.util.UUID;
      import java.util.concurrent.CountDownLatch;
      import java.util.concurrent.TimeUnit;
      import org.jackfield.spi.*;
      import org.jackfield.spi.chat.*;

      public final class Factory implements BackendFactory {
        @Override public List<String> types() { return List.of("TYPE"); }
        @Override public SettingsSpec settings() { return SettingsSpec.of(); }
        @Override public DataLocation data(Settings settings) { return DataLocation.LOCAL; }

        @Override public Backend create(BackendContext context) {
          try (InputStream version = Factory.class.getResourceAsStream("version")) {
            return new Talker(new String(version.readAllBytes()) + "#" + UUID.randomUUID());
          } catch (IOException e) {
            throw new BackendException(ErrorCode.INTERNAL, "no version", e);
          }
        }

        record Talker(String name) implements Backend, Chat {
          @Override public <T extends Operation> Optional<T> operation(Class<T> kind) {
            return kind == Chat.class ? Optional.of(kind.cast(this)) : Optional.empty();
          }
          @Override public Capabilities capabilities(String model) { return Capabilities.of(); }
          @Override public Health probe(Attempt attempt) { return Health.up("it talks"); }
          @Override public void close() {}

          @Override public ChatStream open(ChatRequest request, Attempt attempt) {
            Deque<Chunk> chunks = new ArrayDeque<>();
            chunks.add(Chunk.start("talker", ""));
            for (int i = 0; i < 8; i++) {
              chunks.add(Chunk.text(0, name + " "));
            }
            chunks.add(Chunk.finish(FinishReason.STOP, Usage.estimated(1, 8)));
            boolean slowly = request.messages().getLast().text().equals("slowly");
            Speech speech = new Speech(chunks, slowly ? 80 : 0, new CountDownLatch(1));
            attempt.onCancel(speech::close);
            return speech;
          }
        }

        record Speech(Deque<Chunk> chunks, int millis, CountDownLatch closed)
            implements ChatStream {
          @Override public Chunk next() {
            try {
              if (!closed.await(millis, TimeUnit.MILLISECONDS)) {
                return chunks.removeFirst();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new BackendException(ErrorCode.CANCELLED, "closed");
          }
          @Override public void close() { closed.countDown(); }
        }
      }
      """;

  private final byte[] jar;

  private TalkingPlugin(byte[] jar) {
    this.jar = jar;
  }

  /** Compiles the plugin, which has the type's name as its id. */
  static TalkingPlugin compile(Path folder, String type) throws IOException {
    Path built =
        PluginJarBuilder.plugin(type, "0.0.0", type)
            .source("sample.Factory", SOURCE.replace("TYPE", type))
            .factory("sample.Factory")
            .build(folder.resolve(type + ".compiled"));
    byte[] jar = Files.readAllBytes(built);
    Files.delete(built);
    return new TalkingPlugin(jar);
  }

  /** The jar of that version. */
  byte[] version(int number) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
      Manifest manifest = in.getManifest();
      manifest.getMainAttributes().putValue("Plugin-Version", number + ".0.0");
      try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          out.putNextEntry(new JarEntry(entry.getName()));
          in.transferTo(out);
        }
        out.putNextEntry(new JarEntry(VERSION));
        out.write(String.valueOf(number).getBytes(StandardCharsets.US_ASCII));
      }
    }
    return bytes.toByteArray();
  }
}
