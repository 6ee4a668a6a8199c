package org.jackfield.engine.structured;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Markdown fence around a text goes, wherever the text is cut into pieces. */
final class FenceTest {
  private static String through(List<String> pieces) {
    Fence fence = new Fence();
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(fence.take(piece)));
    return text.append(fence.end()).toString();
  }

  /** The text whole, letter by letter, and cut in two at every place. */
  private static List<List<String>> cuts(String text) {
    List<List<String>> cuts = new ArrayList<>();
    cuts.add(List.of(text));
    cuts.add(text.chars().mapToObj(Character::toString).toList());
    for (int i = 1; i < text.length(); i++) {
      cuts.add(List.of(text.substring(0, i), text.substring(i)));
    }
    return cuts;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```json\n{\"a\": \"```\"}\n```",
        "\n```\n{\"a\": \"```\"}```\n \n",
        "  ```JSON \r\n{\"a\": \"```\"}\n```"
      })
  void a_fence_around_all_of_it_goes(String text) {
    assertThat(cuts(text))
        .allSatisfy(pieces -> assertThat(through(pieces).strip()).isEqualTo("{\"a\": \"```\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1}\n",
        "",
        "  ",
        "``",
        "`x`",
        "```",
        "Here it is:\n```json\n{}\n```",
        "```this is no language at all\n{}\n```"
      })
  void any_other_text_stays_as_it_is(String text) {
    assertThat(cuts(text)).allSatisfy(pieces -> assertThat(through(pieces)).isEqualTo(text));
  }

  @Test
  void what_follows_the_fence_stays_so_that_the_answer_is_not_taken_for_json() {
    assertThat(through(List.of("```json\n{}\n```\nI hope it helps.")))
        .isEqualTo("{}\n```\nI hope it helps.");
  }

  @Test
  void text_comes_through_as_soon_as_it_is_sure() {
    Fence fence = new Fence();

    assertThat(fence.take("``")).isEmpty();
    assertThat(fence.take("`json\n{\"a\":")).isEqualTo("{\"a\":");
    assertThat(fence.take(" 1}\n``")).isEqualTo(" 1}");
    assertThat(fence.take("`")).isEmpty();
    assertThat(fence.end()).isEmpty();
  }
}
