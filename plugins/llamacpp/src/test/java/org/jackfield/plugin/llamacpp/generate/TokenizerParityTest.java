package org.jackfield.plugin.llamacpp.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.jackfield.plugin.llamacpp.Fixtures;
import org.jackfield.plugin.llamacpp.TestArtifacts;
import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The library's tokenizer and our character stream against Hugging Face's own results for the
 * default model.
 */
class TokenizerParityTest {
  private static final JsonNode CASES = Fixtures.json("smollm2-135m.tokenizer.json");
  private static LlamaModel model;

  @BeforeAll
  static void load() {
    model = LlamaModel.load(TestArtifacts.natives(), TestArtifacts.smollm2());
  }

  @AfterAll
  static void unload() {
    model.close();
  }

  @Test
  void allTextsGetTheSameIdsWithControlTokensParsedAndAsText() {
    SoftAssertions all = new SoftAssertions();
    assertThat(CASES.get("texts")).hasSize(271);
    for (JsonNode one : CASES.get("texts")) {
      byte[] text = one.get("text").asString().getBytes(StandardCharsets.UTF_8);
      JsonNode asText =
          one.has("ids_special_as_text") ? one.get("ids_special_as_text") : one.get("ids");
      all.assertThat(model.tokenize(text, true))
          .as(one.get("text").asString())
          .isEqualTo(Fixtures.ids(one.get("ids")));
      all.assertThat(model.tokenize(text, false))
          .as(one.get("text").asString())
          .isEqualTo(Fixtures.ids(asText));
    }
    all.assertAll();
  }

  @Test
  void streamsGiveOnlyWholeCharactersPieceByPiece() {
    SoftAssertions all = new SoftAssertions();
    assertThat(CASES.get("streams")).hasSize(28);
    for (JsonNode one : CASES.get("streams")) {
      boolean showControl = !one.get("skip_special_tokens").asBoolean();
      CharacterStream characters = new CharacterStream();
      List<String> pieces = new ArrayList<>();
      for (int id : Fixtures.ids(one.get("ids"))) {
        pieces.add(characters.add(model.piece(id, showControl)));
      }
      String end = characters.end();
      List<String> expected = new ArrayList<>();
      one.get("pieces").forEach(piece -> expected.add(piece.asString()));
      all.assertThat(pieces).as(one.get("name").asString()).isEqualTo(expected);
      all.assertThat(end).as(one.get("name").asString()).isEqualTo(one.get("at_end").asString());
    }
    all.assertAll();
  }
}
