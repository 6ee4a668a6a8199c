package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.engine.PromptRequest;
import org.jackfield.engine.prompt.PromptTemplate;
import org.jackfield.engine.prompt.Prompts;
import org.jackfield.engine.prompt.RenderedPrompt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompt templates as people write them: files in a folder, and flat keys in the main file. */
class PromptFilesTest {
  private static final String MAIN = "llm: {providers: [{type: echo}]}\n";

  @TempDir Path folder;
  private Path prompts;

  @BeforeEach
  void makeFolder() throws IOException {
    prompts = Files.createDirectory(folder.resolve("prompts"));
  }

  private ConfigFixture main(String yaml) {
    return ConfigFixture.of(folder, yaml);
  }

  private PromptFilesTest file(String name, String yaml) throws IOException {
    Files.writeString(prompts.resolve(name), yaml);
    return this;
  }

  private Prompts read(String... environment) {
    return main(MAIN).resolve(environment).prompts();
  }

  private String refusal() {
    return main(MAIN).refusal();
  }

  private List<String> warnings(EngineConfig config) {
    return config.sources().warnings().stream()
        .map(warning -> new ConfigFixture(folder).plain(warning.toString()))
        .toList();
  }

  private static List<String> schemaErrors(String yaml) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(ConfigSchema.prompts())
        .validate(yaml, InputFormat.YAML)
        .stream()
        .map(Error::toString)
        .toList();
  }

  private static String rendered(Prompts prompts, String model, PromptRequest request) {
    RenderedPrompt prompt = prompts.render(request, model);
    return prompt.system().map(system -> "[" + system + "] ").orElse("") + prompt.text();
  }

  @Test
  void a_file_holds_a_template_with_typed_variables_and_variants() throws IOException {
    String yaml =
        """
        name: greeting
        version: 2.1
        doc: Says hello.
        variables:
          who: {doc: Whom to greet.}
          times: {type: integer, default: 1}
          polite: {type: boolean, required: false}
          tone: {type: choice, choices: [warm, cool], default: warm}
          notes: {type: list, separator: "; ", default: [a, b]}
          score: {type: number, default: 0.5}
        system: Be {tone}.
        text: "Greet {who} {times}x. {polite} {notes} {score} {{}}"
        temperature: 0.3
        variants:
          llama: {text: "Llama, greet {who}.", max_tokens: 50}
          phi: {system: Short.}
        """;
    Prompts all = file("hello.yaml", yaml).read();
    PromptRequest request = PromptRequest.of("greeting").with("who", "{times} $Bob");

    assertThat(rendered(all, "echo", request))
        .isEqualTo("[Be warm.] Greet {times} $Bob 1x.  a; b 0.5 {}");
    assertThat(
            rendered(
                all,
                "phi3",
                request
                    .with("times", 3)
                    .with("polite", true)
                    .with("notes", List.of("x"))
                    .with("score", 1.5)))
        .isEqualTo("[Short.] Greet {times} $Bob 3x. true x 1.5 {}");
    RenderedPrompt llama = all.render(request.with("tone", "cool"), "llama3.2");
    assertThat(llama.system()).contains("Be cool.");
    assertThat(llama.text()).isEqualTo("Llama, greet {times} $Bob.");
    assertThat(llama.defaults().temperature()).hasValue(0.3);
    assertThat(llama.defaults().maxTokens()).hasValue(50);
    assertThat(llama.used().template()).isEqualTo("greeting");
    assertThat(llama.used().version()).isEqualTo("2.1");
    assertThat(llama.used().variant()).isEqualTo("llama");
    assertThat(schemaErrors(yaml)).isEmpty();
  }

  @Test
  void a_file_s_name_is_its_template_s_name_and_one_file_may_hold_several() throws IOException {
    String several =
        """
        templates:
          one: {text: "1 {x}"}
          two:
            variants:
              default: {text: "2 {y}"}
        """;
    file("alone.yaml", "text: Hello {z}\n").file("several.yaml", several);
    file(".hidden.yaml", "no: template").file("README.md", "not read");

    assertThat(read().list())
        .extracting(PromptTemplate::name)
        .containsExactly("alone", "one", "two");
    assertThat(rendered(read(), "", PromptRequest.of("two").with("y", "!"))).isEqualTo("2 !");
    assertThat(schemaErrors(several)).isEmpty();
  }

  @Test
  void the_main_file_s_flat_keys_are_use_case_and_family() {
    EngineConfig config =
        main("""
                llm:
                  providers: [{type: echo}]
                  model_families: {support-bot: mistral, our-own: ours}
                  prompt_templates:
                    rag_query_mistral: "M {context}"
                    rag_query_default: "D {context} {question}"
                    plain: P
                    plain_ours: O
                """)
            .resolve();
    Prompts all = config.prompts();
    PromptRequest rag = PromptRequest.of("rag_query").with("context", "c").with("question", "q");

    assertThat(all.list()).extracting(PromptTemplate::name).containsExactly("rag_query", "plain");
    assertThat(rendered(all, "mistral:7b", rag)).isEqualTo("M c");
    assertThat(rendered(all, "support-bot", rag)).isEqualTo("M c");
    assertThat(rendered(all, "qwen2.5", rag)).isEqualTo("D c q");
    assertThat(rendered(all, "our-own", PromptRequest.of("plain"))).isEqualTo("O");
    assertThat(rendered(all, "other", PromptRequest.of("plain"))).isEqualTo("P");
  }

  @Test
  void the_main_file_s_template_is_used_where_a_file_has_one_of_the_same_name() throws IOException {
    file("plain.yaml", "text: from the file\n");
    EngineConfig config =
        main("llm: {providers: [{type: echo}], prompt_templates: {plain: from main}}").resolve();

    assertThat(rendered(config.prompts(), "", PromptRequest.of("plain"))).isEqualTo("from main");
    assertThat(warnings(config))
        .containsExactly(
            "jackfield.yaml:1:53: llm.prompt_templates: The template 'plain' here is used, not the"
                + " one at prompts/plain.yaml:1:1. Remove one of them.");
  }

  @Test
  void nothing_is_filled_in_from_the_environment_within_a_text_only_in_other_values()
      throws IOException {
    file("t.yaml", "text: \"${A} {b}\"\nvariables: {A: {default: '${A:-none}'}, b: {}}\n");

    assertThat(rendered(read("A", "{b}"), "", PromptRequest.of("t").with("b", "B")))
        .isEqualTo("${b} B");
  }

  @Test
  void every_mistake_is_told_at_once_with_its_place() throws IOException {
    file(
        "a.yaml",
        """
        doc: JSON without escape.
        text: |
          Answer as JSON:

            {"answer": 1}
        system: "{ who }"
        variants:
          mistrl: {text: x}
          phi: {text: "é {oops", tempreature: 1}
        """);
    file(
        "b.yaml",
        """
        variables:
          context: {type: txt}
          n: {type: integer, default: many}
          1st: {}
          c: {type: choice}
          l: {choices: [a], separator: ","}
          d: {default: x, required: true}
        text: |
          {contxt} {n}
            {d} {c}
        """);
    file("c.yaml", "name: b\ntext: x\n").file("d.yaml", "- list\n").file("e.yaml", "");
    file("f.yaml", "text: [a\n").file("g.yaml", "variants: {phi: {text: x}}\n");
    file("h.yaml", "templates: {x: {text: a}}\ntext: b\n").file("i.yaml", "text: {a: b}\n");
    Files.createDirectory(prompts.resolve("j.yaml"));
    String refusal =
        main("""
                llm:
                  providers: [{type: echo}]
                  prompt_templates:
                    broken: "ab {"
                    lonely_phi: x
                    same: x
                    same_default: y
                """)
            .refusal();

    Golden.assertSame(Golden.RESOURCES.resolve("prompts.txt"), refusal + "\n");
  }

  @Test
  void what_is_odd_is_told_and_stops_nothing() throws IOException {
    file("t.yaml", "text: Use {{name}} here\nvariables: {name: {}, spare: {}}\n");
    file("u.yml", "text: x\n");

    assertThat(warnings(main(MAIN).resolve()))
        .containsExactlyInAnyOrder(
            "prompts/u.yml: This file is not read. The name of a file of prompt templates ends"
                + " with .yaml.",
            "prompts/t.yaml:1:7: text: {{name}} is the text {name}, and not the variable. Write"
                + " {name} for the variable.",
            "prompts/t.yaml:2:13: variables.name: No text of the template uses this variable.",
            "prompts/t.yaml:2:23: variables.spare: No text of the template uses this variable.");
  }

  @Test
  void there_is_a_limit_to_files_and_to_their_size() throws IOException {
    file("big.yaml", "text: " + "x".repeat(300_000));
    assertThat(refusal())
        .contains(
            "prompts/big.yaml:1:262145: This file has 300006 bytes; a configuration file has at most");
    file("big.yaml", "text: " + "x".repeat(70_000));
    assertThat(refusal()).contains("prompts/big.yaml:1:7: text: A template has at most 65536");
    file("big.yaml", "text: x");
    for (int i = 0; i < PromptFiles.MAX_FILES; i++) {
      file(i + ".yaml", "text: x");
    }
    assertThat(refusal()).contains("prompts: There are more than 256 files of prompt templates.");
  }

  @Test
  void the_hash_changes_with_what_is_asked_and_not_with_what_is_said_about_it() throws IOException {
    String hash = hash("doc: a\ntext: Say {x}\nvariables: {x: {doc: b}}\n");
    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(hash("name: t\nversion: 9\ntext: 'Say {x}'\nvariables: {x: {type: text}}\n"))
        .isEqualTo(hash);
    assertThat(
            List.of(
                hash("text: Say  {x}\n"),
                hash("text: Say {x}\ntemperature: 0\n"),
                hash("text: Say {x}\nmax_tokens: 9\n"),
                hash("text: Say {x}\nsystem: s\n"),
                hash("text: Say {x}\nvariants: {phi: {text: p}}\n"),
                hash("text: Say {x}\nvariables: {x: {default: d}}\n"),
                hash("text: Say {x}\nvariables: {x: {type: number}}\n")))
        .doesNotContain(hash)
        .doesNotHaveDuplicates();
  }

  private String hash(String yaml) throws IOException {
    return file("t.yaml", yaml).read().template("t").sha256();
  }

  @Test
  void all_that_a_change_of_would_matter_is_among_the_files() throws IOException {
    file("t.yaml", "text: x\n");
    assertThat(main(MAIN).resolve().sources().files())
        .contains(prompts, prompts.resolve("t.yaml"), folder.resolve("jackfield.yaml"));
  }
}
