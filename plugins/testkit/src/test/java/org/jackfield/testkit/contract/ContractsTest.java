package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.LoadedPlugin;
import org.jackfield.testkit.PluginJar;
import org.jackfield.testkit.PluginJarBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The contracts pass a good backend and catch a broken one: each row breaks the good one in one
 * place and names a test that must fail.
 */
class ContractsTest {
  private static Optional<LoadedPlugin> plugin = Optional.empty();

  @TempDir private Path folder;

  @Test
  void a_good_backend_passes() throws Exception {
    TestExecutionSummary summary = run(UnaryOperator.identity(), method -> true);

    assertThat(failed(summary)).isEmpty();
    assertThat(summary.getTestsSucceededCount()).isGreaterThan(100);
    assertThat(summary.getTestsSkippedCount()).isZero();
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "throw new BackendException(ErrorCode.PROTOCOL, \"The stream ended early.\"); | return"
            + " \"{end done}\"; | a_body_that_ends_well_without_the_protocols_end_is_an_error",
        "line.size() > LINE_LIMIT | false | a_frame_of_64_megabytes_is_refused",
        "line.write(b); | line.write(b); if (at == end && b == 'C') { line.reset(); } |"
            + " every_split_position_gives_the_same_chunks",
        "closed = true; | if (closed) { throw new IllegalStateException(); } closed = true; |"
            + " close_may_be_called_again_and_from_many_threads",
        "exchange.close(); | | close_from_another_thread_unblocks_the_reader_and_frees_the_upstream",
        "body.replace(secret, \"****\") | body | no_error_gives_a_secret_away",
        "case 503 -> ErrorCode.OVERLOADED; | case 503 -> ErrorCode.INTERNAL; | an_error_of_the_upstream_gets_its_code",
        "Usage.UNKNOWN | Usage.estimated(0, 0) | a_count_that_is_missing_is_unknown",
        "Long.parseLong(words[3])); | Long.parseLong(words[3]) + words.length - 4);"
            + " | what_is_counted_apart_is_told_and_counted_once_in_every_way_of_answering",
        "refuse(!request.limits().stop().isEmpty(), \"stop sequences\"); | | what_it_cannot_do_is_refused_or_noted_and_never_dropped",
        "attempt.note(\"No sampling.\"); | | what_it_cannot_do_is_refused_or_noted_and_never_dropped",
        "json.append(\",\\\"max\\\":\").append(n) | json.length() | what_it_can_do_reaches_the_upstream",
        "Health.up(\"fine\") | Health.loading(\"soon\") |"
            + " a_probe_of_a_healthy_upstream_is_good_and_costs_nothing",
        "Capability.THINKING | Capability.IMAGES | capabilities_say_what_it_can_do",
        "case \"full\" -> FinishReason.LENGTH; | | an_answer_ends_for_the_reason_that_the_upstream_gives",
        "case \"dirty\" -> FinishReason.CONTENT_FILTER; | case \"dirty\" -> FinishReason.STOP; |"
            + " an_answer_ends_for_the_reason_that_the_upstream_gives",
        "decoded(words[1]).lines() | decoded(words[1]).lines().skip(1) |"
            + " an_answer_in_one_piece_says_what_a_stream_would",
        "decoded(words[1]).lines() | decoded(words[1]).lines().filter(l -> !l.startsWith(\"{think\")) |"
            + " thinking_is_told_apart_in_one_piece_too",
        "ready.add(Chunk.other(\"logprobs\", odds)); | | log_probabilities_arrive_where_they_are_declared",
        "case 'w' -> usage.withCacheWrite(tokens); | |"
            + " what_is_counted_apart_is_told_and_counted_once_in_every_way_of_answering",
        "HttpCall.get(url(\"/health\")) | HttpCall.postJson(url(\"/health\"), new byte[0]) |"
            + " a_probe_of_a_healthy_upstream_is_good_and_costs_nothing",
        ".map(ModelInfo::of) | .limit(1).map(ModelInfo::of) | a_list_of_models_names_them",
        "Count.exact( | Count.estimate( | tokens_are_counted_by_the_upstream_or_marked_as_an_estimate",
        "Long.parseLong(text(HttpCall.postJson(url(\"/count\"), body), attempt)) | 41 |"
            + " tokens_are_counted_by_the_upstream_or_marked_as_an_estimate",
        "kind.isInstance(this) | kind.isInstance(this) && kind != TokenCount.class |"
            + " tokens_are_counted_by_the_upstream_or_marked_as_an_estimate",
        "vectors.add( | vectors.addFirst( | texts_become_vectors_in_their_order",
        "kind.isInstance(this) | kind.isInstance(this) && kind != Embeddings.class |"
            + " texts_become_vectors_in_their_order",
        "return List.of(\"lines\"); | return List.of(\"lines\", \"rows\"); |"
            + " the_manifest_lists_the_types_that_the_factories_make",
      })
  void a_broken_backend_is_caught(String good, @Nullable String bad, String test) throws Exception {
    String replacement = bad == null ? "" : bad;
    TestExecutionSummary summary = run(source -> source.replace(good, replacement), test::equals);

    assertThat(failed(summary)).as("failures of %s", test).isNotEmpty();
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int part = ++parts; | int part = 1;",
        "int part = 1 + Integer.parseInt(words[1]); | int part = parts;",
        "ready.add(Chunk.arguments(part, decoded(words[2]))); | ready.add(Chunk.arguments(part, \"{}\"));",
        "ready.add(Chunk.arguments(part, decoded(words[2]))); |"
            + " if (decoded(words[2]).endsWith(\"}\")) { ready.add(Chunk.arguments(part, decoded(words[2]))); }",
        "decoded(words[1]).lines() | decoded(words[1]).lines().filter(l -> !l.startsWith(\"{with\"))",
        "decoded(words[1]).lines() | decoded(words[1]).lines().filter(l -> !l.startsWith(\"{with 1\"))",
        "quote(call.argumentsJson()) | quote(call.argumentsJson().endsWith(\"}\") ? call.argumentsJson() : \"{}\")",
      })
  void a_backend_that_mixes_up_calls_is_caught(String good, String bad) throws Exception {
    TestExecutionSummary summary = run(source -> source.replace(good, bad), "tools"::equals);

    assertThat(failed(summary)).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}: {1} becomes {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TOOLS | tool.parametersJson() | \"{}\"",
        "TOOLS | request.tools().stream() | request.tools().stream().limit(1)",
        "NO_TOOL | \",\\\"choice\\\":\\\"none\\\"\" | \"\"",
        "ANY_TOOL | \",\\\"choice\\\":\\\"any\\\"\" | \"\"",
        "ANY_TOOL | Capability.FORCED_TOOLS, | ",
        "NAMED_TOOL | quote(\"tool \" + named.name()) | quote(\"any\")",
        "TOOL_RESULTS | result.failed() | false",
        "TOOL_RESULTS | quote(result.id()) | quote(\"call_1\")",
        "TOOL_RESULTS | quote(call.id()) | quote(\"call_2\")",
        "JSON | \",\\\"json\\\":true\" | \"\"",
        "JSON | Capability.JSON, | ",
        "JSON_SCHEMA | schema.schemaJson() | \"{}\"",
        "JSON_SCHEMA | schema.schemaJson() | schema.schemaJson().replace(\"\\\"title\\\":\\\"Place\\\",\", \"\")"
            + ".replaceFirst(\"false.$\", \"false,\\\"title\\\":\\\"Place\\\"}\")",
        "JSON_SCHEMA | Capability.JSON_SCHEMA, | ",
        "LOGPROBS | Capability.LOGPROBS, | ",
        "LOGPROBS | request.extensions().names().forEach(name -> json.append(extension(name))); | ",
        "EFFORT | e.word() | \"low\"",
        "EFFORT | Capability.THINKING | Capability.TOOLS",
        "THOUGHT | quote(thinking.text()) | quote(\"\")",
        "CACHE_MARK | attempt.note(\"No marks.\"); | ",
        "CACHE_MARK | attempt.note(\"No marks.\"); | return \"\\\"ephemeral\\\"\";",
        "SEED | attempt.note(\"No sampling.\"); | ",
        "PENALTIES | refuse(!sampling.penalties().equals(Penalties.NONE), \"penalties\"); | ",
        "STOP | refuse(!request.limits().stop().isEmpty(), \"stop sequences\"); | ",
        "IMAGE | throw new BackendException(ErrorCode.UNSUPPORTED, \"Only text, not \" + part); | quote(\"\");",
        "PLAIN | message.parts() | List.of()",
      })
  void a_backend_that_asks_for_other_things_than_it_declares_is_caught(
      String name, String good, @Nullable String bad) throws Exception {
    String replacement = bad == null ? "" : bad;
    TestExecutionSummary summary =
        run(
            source -> source.replace(good, replacement),
            "what_it_declares_goes_out_in_the_protocols_words_and_nothing_else_does"::equals);

    assertThat(failed(summary)).contains(name);
  }

  @Test
  void a_good_backend_that_answers_by_itself_passes() throws Exception {
    TestExecutionSummary summary = runDice(UnaryOperator.identity(), method -> true);

    assertThat(failed(summary)).isEmpty();
    assertThat(summary.getTestsSucceededCount()).isGreaterThan(30);
    assertThat(summary.getTestsSkippedCount()).isZero();
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "most = Math.min(limit, words.size()) | most = words.size()",
        "? FinishReason.LENGTH | ? FinishReason.STOP",
        "Usage.estimated(asked, most) | Usage.estimated(asked, words.size())",
        "text.substring(0, end) | text",
        "text.substring(0, end) | text.replace(stops.getFirst(), new String())",
        "new Random(seed) | new Random()",
        "JSON.formatted(rolled) | rolled",
        "SCHEMA.formatted(rolled) | JSON.formatted(rolled)",
      })
  void a_backend_that_takes_what_it_then_ignores_is_caught(String good, String bad)
      throws Exception {
    TestExecutionSummary summary =
        runDice(source -> source.replace(good, bad), "what_it_can_do_shows_in_its_answers"::equals);

    assertThat(failed(summary)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", ">=0.2.0", "<0.1.0", "0.0.9", ">=0.1.0 & <0.1.0", "newest"})
  void a_plugin_that_asks_for_another_interface_is_caught(String requires) throws Exception {
    TestExecutionSummary summary =
        run(
            dice(UnaryOperator.identity()).attribute("Plugin-Requires", requires),
            DiceContract.class,
            "the_manifest_asks_for_a_range_of_versions_that_this_interface_is_in"::equals);

    assertThat(failed(summary)).isNotEmpty();
  }

  private TestExecutionSummary run(UnaryOperator<String> change, Predicate<String> methods)
      throws IOException {
    return run(
        PluginJarBuilder.plugin("lines", "1.0.0", "lines")
            .factory("sample.LinesFactory")
            .source("sample.LinesFactory", change.apply(source("LinesFactory")))
            .source("sample.LinesRequest", change.apply(source("LinesRequest"))),
        LinesContract.class,
        methods);
  }

  private TestExecutionSummary runDice(UnaryOperator<String> change, Predicate<String> methods)
      throws IOException {
    return run(dice(change), DiceContract.class, methods);
  }

  private static PluginJarBuilder dice(UnaryOperator<String> change) throws IOException {
    return PluginJarBuilder.plugin("dice", "1.0.0", "dice")
        .factory("sample.DiceFactory")
        .source("sample.DiceFactory", change.apply(source("DiceFactory")));
  }

  private TestExecutionSummary run(
      PluginJarBuilder builder, Class<?> contract, Predicate<String> methods) {
    Path jar = builder.build(folder.resolve("plugin.jar"));
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    try (LoadedPlugin loaded = LoadedPlugin.load(PluginJar.read(jar))) {
      plugin = Optional.of(loaded);
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(DiscoverySelectors.selectClass(contract))
                  .filters(
                      (PostDiscoveryFilter)
                          descriptor ->
                              FilterResult.includedIf(
                                  descriptor
                                      .getSource()
                                      .filter(MethodSource.class::isInstance)
                                      .map(source -> ((MethodSource) source).getMethodName())
                                      .map(methods::test)
                                      .orElse(true)))
                  .build(),
              listener);
    }
    return listener.getSummary();
  }

  private static List<String> failed(TestExecutionSummary summary) {
    return summary.getFailures().stream()
        .map(failure -> failure.getTestIdentifier().getDisplayName())
        .toList();
  }

  private static String source(String name) throws IOException {
    try (InputStream in = ContractsTest.class.getResourceAsStream("/plugins/" + name + ".java")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Run by the launcher above, one plugin after the other. */
  static class DiceContract extends BackendContract {
    @Override
    protected String type() {
      return "dice";
    }

    @Override
    protected Map<String, String> settings() {
      return Map.of();
    }

    @Override
    protected Map<String, String> slowSettings() {
      return Map.of("pause", "20ms");
    }

    @Override
    protected Set<Behaviour> behaviours() {
      return EnumSet.of(
          Behaviour.SYSTEM,
          Behaviour.MAX_TOKENS,
          Behaviour.STOP,
          Behaviour.JSON,
          Behaviour.JSON_SCHEMA,
          Behaviour.SEED);
    }

    @Override
    protected ChatRequest longRequest() {
      return ChatRequest.builder().message(Message.user("word ".repeat(1_000))).build();
    }

    @Override
    protected LoadedPlugin plugin() {
      return plugin.orElseThrow();
    }
  }

  /** Run by the launcher above, one plugin after the other. */
  static class LinesContract extends UpstreamBackendContract {
    @Override
    protected Dialect dialect() {
      return new LinesDialect();
    }

    @Override
    protected LoadedPlugin plugin() {
      return plugin.orElseThrow();
    }
  }
}
