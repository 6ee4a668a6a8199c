package org.jackfield.plugin.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jackfield.plugin.llamacpp.gguf.GgufBytes;
import org.jackfield.plugin.llamacpp.gguf.HostileGguf;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.testkit.TestingContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which models are in memory: each load is one notice. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ModelPoolTest {
  @TempDir private Path folder;
  private Path first;
  private Path second;

  @BeforeEach
  void makeTwoModels() throws IOException {
    first = Files.copy(Fixtures.tinyModel(), folder.resolve("first.gguf"));
    second = Files.copy(Fixtures.tinyModel(), folder.resolve("second.gguf"));
  }

  @Test
  void aWrongNameUnloadsNothing() {
    TestingContext context = context("served", Map.of()).withFile("served", first);
    try (Served served = Served.by(context)) {
      served.ask("");

      for (String wrong : List.of("nope", "gpt-4", "../first.gguf")) {
        assertThat(served.failure(wrong).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(served.ask("")).isEqualTo("served");
      }
      assertThat(loads(context)).containsExactly("served");
    }
  }

  @Test
  void aModelThatWasMadeReadyIsLoadedOnceAndAnswersAtOnce() {
    TestingContext context = context("served", Map.of()).withFile("served", first);
    try (Served served = Served.by(context)) {
      served.preload();
      served.preload();
      assertThat(served.probe()).isEqualTo(Health.up("the model served is in memory"));
      served.ask("");

      assertThat(loads(context)).containsExactly("served");
    }
  }

  @Test
  void aModelThatCannotBeLoadedUnloadsNothing() throws IOException {
    Path cut = Files.write(folder.resolve("cut.gguf"), HostileGguf.named("truncated-data").bytes());
    GgufBytes bytes = new GgufBytes(Files.readAllBytes(first));
    Path base =
        Files.write(folder.resolve("base.gguf"), bytes.drop("tokenizer.chat_template").bytes());
    TestingContext context =
        context("served", Map.of())
            .withFile("served", first)
            .withFile("cut", cut)
            .withFile("base", base);
    try (Served served = Served.by(context)) {
      served.ask("");

      assertThat(served.failure("cut").code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(served.failure("base").code()).isEqualTo(ErrorCode.UNSUPPORTED);
      served.ask("");
      assertThat(loads(context)).containsExactly("served");
    }
  }

  @Test
  void allNamesOfAFileAreOneModel() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.gguf"), first);
    TestingContext context =
        context(first.toString(), Map.of())
            .withFile(first.toString(), first)
            .withFile("catalogue-name", first)
            .withFile("alias", link);
    try (Served served = Served.by(context)) {
      assertThat(served.ask("")).isEqualTo(first.toString());
      assertThat(served.ask("catalogue-name")).isEqualTo("catalogue-name");
      assertThat(served.ask("alias")).isEqualTo("alias");
      assertThat(served.ask("")).isEqualTo(first.toString());
      assertThat(loads(context)).containsExactly(first.toString());
    }
  }

  @Test
  void beyondTheLimitTheOneUnusedForLongestLeaves() throws IOException {
    Path third = Files.copy(first, folder.resolve("third.gguf"));
    TestingContext context =
        context("a", Map.of("max_models", "2"))
            .withFile("a", first)
            .withFile("b", second)
            .withFile("c", third);
    try (Served served = Served.by(context)) {
      for (String name : List.of("a", "b", "a", "c", "a", "b")) {
        served.ask(name);
      }
      assertThat(loads(context)).containsExactly("a", "b", "c", "b");
    }
  }

  @Test
  void anAliasIsServedWhileNothingElseCanBe() {
    TestingContext context =
        context("a", Map.of()).withFile("a", first).withFile("alias", first).withFile("b", second);
    try (Served served = Served.by(context);
        ChatStream open = served.open("a")) {
      open.next();

      assertThat(served.ask("alias")).isEqualTo("alias");
      assertThat(served.failure("b"))
          .returns(ErrorCode.OVERLOADED, BackendException::code)
          .satisfies(e -> assertThat(e.message()).contains("[a]"));
    }
  }

  @Test
  void aFileIsNoNameOfAModelEvenWithoutItsFolder() {
    TestingContext context =
        context("served", Map.of()).withFile("served", first).withFile("jackfield.yaml", config());
    try (Served served = Served.by(context)) {
      assertThat(served.failure("jackfield.yaml").code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }
  }

  private Path config() {
    try {
      return Files.writeString(folder.resolve("jackfield.yaml"), "api_key: something\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> loads(TestingContext context) {
    return context.notices().stream()
        .filter(notice -> notice.startsWith("loaded "))
        .map(notice -> notice.split(" ", -1)[1])
        .toList();
  }

  private static TestingContext context(String model, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(Map.of("model", model, "n_ctx", "256", "n_threads", "1"));
    return TestingContext.of(new LlamaCppBackendFactory(), all)
        .withFile("llama.cpp", TestArtifacts.natives());
  }
}
