package org.jackfield.plugin.llamacpp.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.openaiwire.OpenAiRequestBody;
import org.jackfield.plugin.llamacpp.LlamaCppBackendFactory;
import org.jackfield.spi.Backend;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Recording;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** A backend from the classes, not from the jar, and the recordings of a real server. */
final class ServerFixture {
  static final Path CHATS =
      Path.of("..", "openai-wire", "src", "test", "resources", "wire", "llama-server");
  private static final Path BESIDE = Path.of("src", "test", "resources", "wire");

  private ServerFixture() {}

  /** A recording, from whichever folder has it. */
  static Recording recorded(String name) {
    Path own = BESIDE.resolve(name);
    return Recording.load(Files.exists(own) ? own : CHATS.resolve(name));
  }

  static TestingContext context(ScriptedUpstream upstream, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("endpoint", upstream.uri().toString()));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return TestingContext.of(new LlamaCppBackendFactory(), all);
  }

  static Backend backend(ScriptedUpstream upstream, String... settings) {
    return new LlamaCppBackendFactory().create(context(upstream, settings));
  }

  static ChatRequest wire(String json) {
    return OpenAiRequestBody.read(json.getBytes(StandardCharsets.UTF_8)).request();
  }

  static List<Chunk> ask(Backend backend, ChatRequest request, TestingAttempt attempt) {
    List<Chunk> chunks = new ArrayList<>();
    try (ChatStream stream = backend.operation(Chat.class).orElseThrow().open(request, attempt)) {
      do {
        chunks.add(stream.next());
      } while (!(chunks.getLast() instanceof Chunk.Finish));
    }
    return chunks;
  }
}
