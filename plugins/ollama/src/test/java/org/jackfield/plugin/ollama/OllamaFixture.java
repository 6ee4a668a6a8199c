package org.jackfield.plugin.ollama;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jackfield.spi.Backend;
import org.jackfield.spi.Operation;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** A backend from the classes, not from the jar, in front of a scripted server. */
final class OllamaFixture implements AutoCloseable {
  static final Reply ANSWER =
      Reply.json(
          200,
          "{\"model\":\"m\",\"message\":{\"content\":\"Yes.\"},\"done\":true,\"done_reason\":\"stop\"}");

  final ScriptedUpstream upstream = ScriptedUpstream.start();
  final TestingAttempt attempt = TestingAttempt.unlimited();

  Backend backend(String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("endpoint", upstream.uri() + "/"));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    OllamaFactory factory = new OllamaFactory();
    return factory.create(TestingContext.of(factory, all));
  }

  <T extends Operation> T operation(Class<T> kind, String... settings) {
    return backend(settings).operation(kind).orElseThrow();
  }

  List<Chunk> ask(ChatRequest request, String... settings) {
    List<Chunk> chunks = new ArrayList<>();
    try (ChatStream stream = operation(Chat.class, settings).open(request, attempt)) {
      do {
        chunks.add(stream.next());
      } while (!(chunks.getLast() instanceof Chunk.Finish));
    }
    return chunks;
  }

  static String text(List<Chunk> chunks) {
    return chunks.stream()
        .map(chunk -> chunk instanceof Chunk.Text text ? text.text() : "")
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    upstream.close();
  }
}
