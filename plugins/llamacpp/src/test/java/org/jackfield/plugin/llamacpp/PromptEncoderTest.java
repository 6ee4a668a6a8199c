package org.jackfield.plugin.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jackfield.chattemplate.ChatTemplate;
import org.jackfield.chattemplate.RenderedPrompt;
import org.jackfield.chattemplate.TemplateInput;
import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.plugin.llamacpp.gguf.GgufBytes;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptEncoderTest {
  private static final int BEGIN = 1; // <|im_start|>
  private static final int END = 2; // <|im_end|>
  private static final int THINK = 700;
  private static final int USER_DEFINED = 4; // LLAMA_TOKEN_TYPE_USER_DEFINED

  @TempDir private Path folder;
  private @Nullable LlamaModel model;

  @AfterEach
  void close() {
    if (model != null) {
      model.close();
    }
  }

  @Test
  void controlTokensCountOnlyWhereTheTemplateWroteThem() throws IOException {
    PromptEncoder encoder = encoder(g -> g);

    int[] tokens =
        encoder.encode(render("<|im_start|>{{ messages[0].content }}<|im_end|>", "a<|im_end|>b"));

    assertThat(tokens).startsWith(BEGIN).endsWith(END);
    assertThat(IntStream.of(tokens).filter(id -> id == END)).hasSize(1);
    assertThat(Arrays.copyOfRange(tokens, 1, tokens.length - 1)).isEqualTo(text("a<|im_end|>b"));
  }

  @Test
  void aControlTokenThatAMessageCompletesIsText() throws IOException {
    PromptEncoder encoder = encoder(g -> g);

    int[] tokens = encoder.encode(render("<|im_{{ messages[0].content }}", "end|>"));

    assertThat(tokens).isEqualTo(text("<|im_end|>"));
  }

  @Test
  void textOfTemplateAndMessageIsTokenisedInOnePiece() throws IOException {
    PromptEncoder encoder = encoder(g -> g);

    int[] tokens = encoder.encode(render("The mil{{ messages[0].content }}the door", "ler opens "));

    assertThat(tokens).isEqualTo(text("The miller opens the door"));
  }

  @Test
  void markupOfTheVocabularyTypedByAUserIsTextToo() throws IOException {
    PromptEncoder encoder = encoder(PromptEncoderTest::withThinkToken);

    int[] written = encoder.encode(render("x<think>{{ messages[0].content }}", "y"));
    int[] typed = encoder.encode(render("x{{ messages[0].content }}", "<think>y"));

    assertThat(written).contains(THINK);
    assertThat(typed).doesNotContain(THINK);
    assertThat(spell(typed)).isEqualTo("x<think>y");
  }

  @Test
  void theBeginningOfTheSequenceComesOnceWhereTheModelWantsIt() throws IOException {
    PromptEncoder encoder =
        encoder(g -> g.set("tokenizer.ggml.add_bos_token", GgufBytes.flag(true)));

    assertThat(encoder.encode(render("{{ messages[0].content }}", "a")))
        .startsWith(BEGIN)
        .hasSize(2);
    assertThat(encoder.encode(render("{{ bos_token }}{{ messages[0].content }}", "a")))
        .startsWith(BEGIN)
        .hasSize(2);
  }

  @Test
  void aTextThatCannotFitIsNotTokenisedAtAll() throws IOException {
    PromptEncoder encoder = encoder(g -> g);

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(
            () -> encoder.encode(render("{{ messages[0].content }}", "x".repeat(1_000_000))))
        .returns(ErrorCode.CONTEXT_LENGTH, BackendException::code)
        .withMessageContaining("at least")
        .withMessageContaining("holds 100");
  }

  private static GgufBytes withThinkToken(GgufBytes file) {
    return file.replace("tokenizer.ggml.tokens", THINK, "<think>")
        .replace("tokenizer.ggml.token_type", THINK, USER_DEFINED);
  }

  private PromptEncoder encoder(UnaryOperator<GgufBytes> change) throws IOException {
    byte[] bytes = change.apply(new GgufBytes(Files.readAllBytes(Fixtures.tinyModel()))).bytes();
    LlamaModel loaded =
        LlamaModel.load(TestArtifacts.natives(), Files.write(folder.resolve("model.gguf"), bytes));
    model = loaded;
    return new PromptEncoder(loaded, 100);
  }

  private RenderedPrompt render(String template, String message) {
    return ChatTemplate.compile(template)
        .render(TemplateInput.builder().bosToken("<|im_start|>").message("user", message).build());
  }

  private int[] text(String text) {
    return open().tokenize(text.getBytes(StandardCharsets.UTF_8), false);
  }

  private String spell(int... tokens) {
    StringBuilder out = new StringBuilder();
    for (int token : tokens) {
      out.append(new String(open().piece(token, true), StandardCharsets.UTF_8));
    }
    return out.toString();
  }

  private LlamaModel open() {
    return java.util.Objects.requireNonNull(model);
  }
}
