package org.jackfield.plugin.huggingface;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.Backend;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** A backend from the classes, not from the jar. */
final class HuggingFaceFixture {
  static final Reply ANSWER =
      Reply.json(
          200,
          "{\"id\":\"\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
              + "\"message\":{\"role\":\"assistant\",\"content\":\"Yes.\"},"
              + "\"finish_reason\":\"stop\"}]}");

  private HuggingFaceFixture() {}

  static Backend backend(ScriptedUpstream upstream, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("endpoint", upstream.uri().toString()));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    HuggingFaceFactory factory = new HuggingFaceFactory();
    return factory.create(TestingContext.of(factory, all));
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
