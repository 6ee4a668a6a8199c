package org.jackfield.engine.config.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jackfield.engine.config.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class YamlReaderTest {
  private static YamlNode parse(String text) {
    return YamlReader.parse("c.yaml", text.getBytes(UTF_8)).root();
  }

  private static YamlNode at(YamlNode node, String key) {
    return ((YamlNode.Mapping) node).entry(key).orElseThrow().value();
  }

  private static String text(YamlNode node, String key) {
    return ((YamlNode.Scalar) at(node, key)).text();
  }

  @Test
  void every_key_and_value_knows_its_place() {
    YamlNode root = parse("# a comment\nllm:\n  list:\n    - 'x'\n    - {k: \"v\"}\n");
    YamlNode llm = at(root, "llm");
    YamlNode.Sequence list = (YamlNode.Sequence) at(llm, "list");
    YamlNode.Mapping flow = (YamlNode.Mapping) list.items().get(1);

    assertThat(((YamlNode.Mapping) root).entries().getFirst().key().location())
        .hasToString("c.yaml:2:1");
    assertThat(llm.location()).hasToString("c.yaml:3:3");
    assertThat(list.location()).hasToString("c.yaml:4:5");
    assertThat(list.items().getFirst().location()).hasToString("c.yaml:4:7");
    assertThat(flow.location()).hasToString("c.yaml:5:7");
    assertThat(flow.entries().getFirst().key().location()).hasToString("c.yaml:5:8");
    assertThat(flow.entries().getFirst().value().location()).hasToString("c.yaml:5:11");
  }

  @Test
  void places_are_counted_in_characters_and_any_line_end() {
    YamlNode root = parse("a: 1\r\n\uD83D\uDE00\uD83D\uDE00: {b: 2}\r\nc: 3\r\n");
    assertThat(at(at(root, "\uD83D\uDE00\uD83D\uDE00"), "b").location()).hasToString("c.yaml:2:9");
    assertThat(at(root, "c").location()).hasToString("c.yaml:3:4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "012",
        "1:30",
        "no",
        "on",
        "yes",
        "1_000",
        "0x1F",
        "1e3",
        ".inf",
        "1.0",
        "2026-01-01",
        "true",
        "0o14",
        "+1",
        "a b",
        "mistral:7b",
        "C:\\x"
      })
  void scalars_keep_their_writing(String written) {
    assertThat(text(parse("a: " + written), "a")).isEqualTo(written);
  }

  @Test
  void quotes_and_blocks_give_their_text() {
    YamlNode root = parse("a: 'it''s'\nb: \"x\\ty\\u00e9\"\nc: |\n  l1\n  l2\nd: >-\n  f1\n  f2\n");
    assertThat(text(root, "a")).isEqualTo("it's");
    assertThat(text(root, "b")).isEqualTo("x\tyé");
    assertThat(text(root, "c")).isEqualTo("l1\nl2\n");
    assertThat(text(root, "d")).isEqualTo("f1 f2");
  }

  @Test
  void nothing_and_null_are_nothing_unless_quoted() {
    YamlNode root = parse("a:\nb: ~\nc: null\nd: 'null'\ne: ''\nf: nil");
    assertThat(List.of("a", "b", "c", "d", "e", "f"))
        .extracting(key -> ((YamlNode.Scalar) at(root, key)).isNull())
        .containsExactly(true, true, true, false, false, false);
  }

  @Test
  void a_byte_order_mark_and_carriage_returns_do_no_harm() {
    byte[] bytes = ("\uFEFFa: x\r\nb: |\r\n  one\r\n  two\r\n").getBytes(UTF_8);
    YamlNode root = YamlReader.parse("c.yaml", bytes).root();
    assertThat(text(root, "a")).isEqualTo("x");
    assertThat(text(root, "b")).isEqualTo("one\ntwo\n");
  }

  @Test
  void texts_do_not_show_in_toString() {
    assertThat(parse("api_key: canary\nlist: [canary]").toString())
        .doesNotContain("canary\n")
        .doesNotContain("text=canary");
    assertThat(at(parse("api_key: canary"), "api_key").toString()).doesNotContain("canary");
  }

  @Test
  void keys_written_twice_are_told_each_with_its_place() {
    YamlDocument document = YamlReader.read(Golden.RESOURCES.resolve("yaml/duplicates.yaml"));
    assertThat(document.problems())
        .extracting(problem -> problem.location().line() + " " + problem.message())
        .containsExactly(
            "4 The key 'c' stands here for the second time.",
            "5 The key 'api_key' stands here for the second time.");
    assertThat(text(document.root(), "api_key")).isEqualTo("first");
  }

  static List<Path> brokenFiles() {
    return Golden.yamlFiles("yaml").stream()
        .filter(file -> !file.endsWith("duplicates.yaml"))
        .toList();
  }

  /** What is no section is refused one step later; here it only has to be read. */
  @ParameterizedTest
  @MethodSource("brokenFiles")
  void a_hostile_or_broken_file_is_refused_with_its_place(Path file) {
    String answer;
    try {
      answer = "read: " + YamlReader.read(file).root().description();
    } catch (YamlException e) {
      answer = e.problem().toString();
    }
    Golden.assertSame(
        Golden.expected(file),
        answer.replace(file.getParent() + file.getFileSystem().getSeparator(), "") + "\n");
  }

  @Test
  void depth_20_is_read_and_depth_21_refused() {
    assertThat(parse("[".repeat(20) + "]".repeat(20))).isInstanceOf(YamlNode.Sequence.class);
    assertThatThrownBy(() -> parse("[".repeat(21) + "]".repeat(21)))
        .hasMessage("c.yaml:1:21: This is nested deeper than 20 levels.");
    assertThatThrownBy(() -> parse("[".repeat(200_000)))
        .hasMessage("c.yaml:1:21: This is nested deeper than 20 levels.");
    assertThatThrownBy(() -> parse("- ".repeat(100_000) + "a"))
        .hasMessage("c.yaml:1:41: This is nested deeper than 20 levels.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a: ", "? ", "x: {", "'", "\"\\", "#", "\n", "|\n ", "a\n", "a:\n ", "%Y"})
  void a_file_full_of_anything_is_answered(String piece) {
    String text = piece.repeat(YamlReader.MAX_BYTES / piece.length() - 1);
    try {
      assertThat(parse(text)).isNotNull();
    } catch (YamlException e) {
      assertThat(e.problem().location().line()).isPositive();
    }
  }

  @Test
  void a_file_of_256_kilobytes_is_read_and_a_larger_one_refused(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("large.yaml");
    String head = "a: ";
    Files.writeString(file, head + "x".repeat(YamlReader.MAX_BYTES - head.length()));
    assertThat(text(YamlReader.read(file).root(), "a")).hasSize(YamlReader.MAX_BYTES - 3);

    Files.writeString(file, head + "x".repeat(YamlReader.MAX_BYTES - head.length() + 1));
    assertThatThrownBy(() -> YamlReader.read(file))
        .hasMessage(
            file
                + ":1:262145: This file has 262145 bytes; a configuration file has at most 262144."
                + " The limit is reached here. Is it the right file?");
  }

  /** Whatever a file holds, the answer is a tree or an exception of ours with a place. */
  @Test
  void changed_bytes_never_break_the_reader() throws IOException {
    byte[] good = Files.readAllBytes(Golden.RESOURCES.resolve("seed-4.yaml"));
    Random random = new Random(4);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = good.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "{}[]:,&*!|>'\"%@`#-?\t\n".charAt(random.nextInt(21));
      }
      try {
        YamlReader.parse("c.yaml", bytes);
      } catch (YamlException e) {
        refused++;
        assertThat(e.problem().location().line()).isPositive();
        assertThat(e.problem().location().column()).isPositive();
      }
    }
    assertThat(refused).isBetween(300, 2999);
  }
}
