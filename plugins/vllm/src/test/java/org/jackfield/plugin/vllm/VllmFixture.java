package org.jackfield.plugin.vllm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jackfield.spi.Backend;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Recording;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** A backend from the classes, not from the jar, and the recordings of a real server. */
final class VllmFixture {
  static final Path CHATS =
      Path.of("..", "openai-wire", "src", "test", "resources", "wire", "vllm");
  private static final Path BESIDE = Path.of("src", "test", "resources", "wire");

  private VllmFixture() {}

  static Recording recordedChat(String name) {
    return Recording.load(CHATS.resolve(name));
  }

  /** A recording of something that is no chat, from whichever folder has it. */
  static Recording recorded(String name) {
    Path own = BESIDE.resolve(name);
    return Recording.load(Files.exists(own) ? own : CHATS.resolve(name));
  }

  static Backend backend(ScriptedUpstream upstream, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("endpoint", upstream.uri().toString()));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    VllmFactory factory = new VllmFactory();
    return factory.create(TestingContext.of(factory, all));
  }
}
