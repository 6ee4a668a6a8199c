package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Every {@link GoldenRequest} goes out as the JSON that the plugin keeps for it, whatever the order
 * of its fields, and never with a null.
 */
@Timeout(60)
public abstract class GoldenRequestContract {
  /** A backend for that upstream, which has replies for everything that it may be asked. */
  protected abstract Backend backend(ScriptedUpstream upstream);

  /** The folder of the expected bodies, {@code NAME.json} each. */
  protected Path folder() {
    return Path.of("src", "test", "resources", "golden");
  }

  /** What the upstream cannot be asked for; it is refused, and has no file. */
  protected Set<GoldenRequest> refused() {
    return Set.of();
  }

  /** Every request, sent. */
  @TestFactory
  Stream<DynamicTest> every_request_goes_out_as_the_documents_want_it() {
    return Arrays.stream(GoldenRequest.values())
        .map(
            request ->
                dynamicTest(
                    request.name(),
                    () -> {
                      if (refused().contains(request)) {
                        refuses(request);
                      } else {
                        sends(request);
                      }
                    }));
  }

  private void refuses(GoldenRequest request) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      Chat chat = backend(upstream).operation(Chat.class).orElseThrow();
      assertThatThrownBy(() -> chat.open(request.request(), TestingAttempt.unlimited()))
          .isInstanceOfSatisfying(
              BackendException.class, e -> DialectTest.hasCode(e, ErrorCode.UNSUPPORTED));
      assertThat(upstream.requests()).isZero();
    }
  }

  private void sends(GoldenRequest request) {
    String golden = expected(request.name().toLowerCase(Locale.ROOT) + ".json");
    assertThat(golden).doesNotContainPattern(":\\s*null");
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      Chat chat = backend(upstream).operation(Chat.class).orElseThrow();
      try (ChatStream stream = chat.open(request.request(), TestingAttempt.unlimited())) {
        DialectTest.drain(stream);
      }
      assertThat(upstream.lastRequest().json()).isEqualTo(Json.parse(golden));
    }
  }

  private String expected(String file) {
    try {
      return Files.readString(folder().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
