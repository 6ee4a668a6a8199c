package org.jackfield.plugin.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jackfield.spi.Backend;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.LoadedPlugin;
import org.jackfield.testkit.PluginJar;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The plugin, unloaded after use, leaves nothing behind that keeps its class loader. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UnloadIT {
  @Test
  void theClassLoaderIsCollectedAfterTheLastModelIsClosed() {
    WeakReference<ClassLoader> first = useOnce();
    WeakReference<ClassLoader> second = useOnce();

    while (first.get() != null || second.get() != null) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(first.refersTo(null)).isTrue();
  }

  private static WeakReference<ClassLoader> useOnce() {
    try (LoadedPlugin plugin = LoadedPlugin.load(PluginJar.underTest())) {
      TestingContext context =
          TestingContext.of(
                  plugin.factory("llamacpp"),
                  Map.of("model", "tiny", "n_threads", "1", "n_ctx", "256"))
              .withFile("tiny", Fixtures.tinyModel())
              .withFile("llama.cpp", TestArtifacts.natives());
      try (Backend backend = plugin.create("llamacpp", context)) {
        ChatRequest request =
            ChatRequest.builder()
                .message(Message.user("Hi"))
                .limits(Limits.NONE.withMaxOutputTokens(3))
                .build();
        try (ChatStream stream =
            backend.operation(Chat.class).orElseThrow().open(request, TestingAttempt.unlimited())) {
          Chunk chunk = stream.next();
          while (!(chunk instanceof Chunk.Finish)) {
            chunk = stream.next();
          }
        }
      }
      return new WeakReference<>(plugin.loader());
    }
  }
}
