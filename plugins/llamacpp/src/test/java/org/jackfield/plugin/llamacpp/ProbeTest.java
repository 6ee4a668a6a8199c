package org.jackfield.plugin.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jackfield.plugin.llamacpp.gguf.GgufBytes;
import org.jackfield.plugin.llamacpp.gguf.HostileGguf;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Health;
import org.jackfield.testkit.TestingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A probe says what a request would meet, and neither pulls nor loads anything for that. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProbeTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"truncated-header", "truncated-data", "html", "empty", "layers-huge", "magic"})
  void aDamagedFileIsDown(String damage) throws IOException {
    Path file = Files.write(folder.resolve("model.gguf"), HostileGguf.named(damage).bytes());

    saysWhatARequestMeets(context(file), file.toString());
  }

  @Test
  void aFileThatIsNoChatModelIsDown() throws IOException {
    GgufBytes bytes = new GgufBytes(Files.readAllBytes(Fixtures.tinyModel()));
    Path file = folder.resolve("model.gguf");

    Files.write(file, bytes.drop("tokenizer.chat_template").bytes());
    saysWhatARequestMeets(context(file), "no chat template");

    Files.write(
        file, bytes.set("tokenizer.chat_template", GgufBytes.text("{% include 'x' %}")).bytes());
    saysWhatARequestMeets(context(file), "include");
  }

  @Test
  void aContextThatDoesNotFitIsDown() throws IOException {
    GgufBytes bytes = new GgufBytes(Files.readAllBytes(Fixtures.tinyModel()));
    Path file = folder.resolve("model.gguf");
    Files.write(file, bytes.set("llama.context_length", GgufBytes.u32(0xFFFF_FFFFL)).bytes());

    saysWhatARequestMeets(
        context(file, Map.of("n_ctx", "16777216", "parallel", "64")), "64 x 16777216 tokens");
  }

  @Test
  void aPathOrNameThatLeadsNowhereIsDown() {
    saysWhatARequestMeets(plain("/nowhere/model.gguf"), "/nowhere/model.gguf");
    saysWhatARequestMeets(plain("smolm2"), "smolm2");
  }

  @Test
  void aLibraryOfAnotherVersionIsDown() throws IOException {
    Path library = Files.createDirectory(folder.resolve("lib"));
    for (String name : new String[] {"libggml-base.so", "libggml.so.0.4.0", "libllama.so.0.4.0"}) {
      Files.createFile(library.resolve(name));
    }
    TestingContext context =
        plain("tiny").withFile("tiny", Fixtures.tinyModel()).withFile("llama.cpp", library);

    saysWhatARequestMeets(context, "0.4.0");
  }

  @Test
  void whatARequestWouldPullIsNotDownAndNotPulled() {
    Map<String, Path> remote =
        Map.of("tiny", Fixtures.tinyModel(), "llama.cpp", TestArtifacts.natives());
    TestingHost host = new TestingHost(plain("tiny"), remote);
    try (Served served = Served.by(host)) {
      assertThat(served.probe().state()).isEqualTo(Health.State.LOADING);
      assertThat(served.probe().detail()).contains("pulled at the first request");
      assertThat(host.pulls()).isEmpty();

      served.ask("");
      assertThat(served.probe()).isEqualTo(Health.up("the model tiny is in memory"));
    }
  }

  @Test
  void aDamagedModelIsToldEvenBeforeTheLibraryIsThere() throws IOException {
    Path file = Files.write(folder.resolve("model.gguf"), HostileGguf.named("html").bytes());
    TestingHost host =
        new TestingHost(
            plain("m").withFile("m", file), Map.of("llama.cpp", TestArtifacts.natives()));
    try (Served served = Served.by(host)) {
      assertThat(served.probe().state()).isEqualTo(Health.State.DOWN);
      assertThat(host.pulls()).isEmpty();
    }
  }

  private static void saysWhatARequestMeets(BackendContext context, String words) {
    try (Served served = Served.by(context)) {
      Health health = served.probe();
      BackendException failure = served.failure("");

      assertThat(health).isEqualTo(Health.down(failure));
      assertThat(health.detail()).contains(words);
    }
  }

  private static TestingContext context(Path model) {
    return context(model, Map.of());
  }

  private static TestingContext context(Path model, Map<String, String> settings) {
    return TestingContext.of(new LlamaCppBackendFactory(), settings)
        .withFile("smollm2-135m-instruct", model)
        .withFile("llama.cpp", TestArtifacts.natives());
  }

  private static TestingContext plain(String model) {
    return TestingContext.of(
        new LlamaCppBackendFactory(), Map.of("model", model, "n_threads", "1"));
  }
}
