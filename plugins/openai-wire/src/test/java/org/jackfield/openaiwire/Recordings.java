package org.jackfield.openaiwire;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.testkit.upstream.Recording;

/** The recorded conversations in the test resources. */
final class Recordings {
  private static final Path ROOT = Path.of("src", "test", "resources", "wire");

  private static final List<String> SERVERS = List.of("litellm", "llama-server", "ollama", "vllm");

  /** One of them, named by server and case. */
  record Case(String server, Recording recording) {
    boolean chat() {
      return recording.meta().at("/requests/0/path").text().equals("/v1/chat/completions");
    }

    String errorClass() {
      return recording
          .outcome()
          .find("/error_class")
          .filter(value -> !value.toString().equals("null"))
          .map(value -> value.text())
          .orElse("");
    }

    @Override
    public String toString() {
      return server + "/" + recording.name();
    }
  }

  private Recordings() {}

  static Stream<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (String server : SERVERS) {
      for (Recording recording : Recording.loadAll(ROOT.resolve(server))) {
        cases.add(new Case(server, recording));
      }
    }
    return cases.stream();
  }

  static Case load(String name) {
    return new Case(name.substring(0, name.indexOf('/')), Recording.load(ROOT.resolve(name)));
  }
}
