package org.jackfield.dist.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jackfield.engine.BackendOperation;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.ModelCapabilities;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.config.yaml.YamlReader;
import org.jackfield.spi.Capability;
import org.jackfield.spi.SamplingParameter;

/**
 * The tables of what backends can: what the built plugins declare, and the rows of {@code
 * config/models.yaml} over it. A feature that the rows give to some models of a type or take from
 * some differs by model.
 */
final class BackendFeatures {
  private static final String CONFIG =
      """
      llm:
        providers:
          - {name: claude, type: claude, api_key: k}
          - {name: openai, type: openai, api_key: k}
          - {name: azure-openai, type: azure-openai, endpoint: "https://x.test", api_key: k, model: m}
          - {name: gemini, type: gemini, api_key: k}
          - {name: ollama, type: ollama}
          - {name: vllm, type: vllm}
          - {name: embedded, type: llamacpp}
          - {name: llama-server, type: llamacpp, endpoint: "http://127.0.0.1:8080"}
          - {name: router, type: huggingface, api_key: k}
          - {name: tgi, type: huggingface, endpoint: "http://127.0.0.1:8081"}
      """;

  /** The backends of the configuration, as the tables call them. */
  private static final Map<String, String> ROWS = rows();

  private static final Map<String, Capability> CONTENT = content();

  /** A model that only rows about all models of its type speak of. */
  private static final String ANY = "any-other";

  private final Map<String, List<ModelCapabilities>> known = new LinkedHashMap<>();

  private BackendFeatures(Jackfield engine) {
    Map<String, Set<String>> models = modelsByType();
    for (String backend : ROWS.keySet()) {
      ModelCapabilities own = engine.capabilities(backend, "");
      List<ModelCapabilities> all = new ArrayList<>(List.of(own));
      Stream.concat(Stream.of(ANY), models.getOrDefault(own.type(), Set.of()).stream())
          .map(model -> engine.capabilities(backend, model))
          .filter(model -> model.capabilities().refusal().isEmpty())
          .forEach(all::add);
      known.put(backend, all);
    }
  }

  private static Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    for (String type : List.of("claude", "openai", "azure-openai", "gemini", "ollama", "vllm")) {
      rows.put(type, "`" + type + "`");
    }
    rows.put("embedded", "`llamacpp`");
    rows.put("llama-server", "`llamacpp` with `endpoint`");
    rows.put("router", "`huggingface`: the router");
    rows.put("tgi", "`huggingface` with `endpoint`: text-generation-inference");
    return rows;
  }

  private static Map<String, Capability> content() {
    Map<String, Capability> content = new LinkedHashMap<>();
    content.put("images", Capability.IMAGES);
    content.put("documents", Capability.DOCUMENTS);
    content.put("audio", Capability.AUDIO);
    content.put("tools", Capability.TOOLS);
    content.put("forced or named tool", Capability.FORCED_TOOLS);
    content.put("JSON", Capability.JSON);
    content.put("JSON Schema", Capability.JSON_SCHEMA);
    content.put("thinking", Capability.THINKING);
    content.put("cache marks", Capability.PROMPT_CACHE);
    return content;
  }

  /** The tables by the built distribution, as Markdown. */
  static String markdown(Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("backends.yaml"), CONFIG);
    try (Jackfield engine =
        Jackfield.builder()
            .home(NewUser.HOME)
            .config(config)
            .environment(new Environment(Map.of()))
            .folders(new Folders(folder, folder.resolve("data"), folder.resolve("cache")))
            .watching(false)
            .open()) {
      return new BackendFeatures(engine).markdown();
    }
  }

  /** Names that fit the patterns of the rows, by the type that they are about. */
  private static Map<String, Set<String>> modelsByType() {
    YamlNode.Mapping file =
        (YamlNode.Mapping) YamlReader.read(NewUser.CLONE.resolve("config/models.yaml")).root();
    Map<String, Set<String>> models = new LinkedHashMap<>();
    for (YamlNode row : items(value(file, "capabilities"))) {
      for (YamlNode type : items(value((YamlNode.Mapping) row, "type"))) {
        for (YamlNode pattern : items(value((YamlNode.Mapping) row, "models"))) {
          models
              .computeIfAbsent(text(type), any -> new TreeSet<>())
              .add(text(pattern).replace("*", text(pattern).equals("*") ? ANY : ""));
        }
      }
    }
    return models;
  }

  private static YamlNode value(YamlNode.Mapping mapping, String key) {
    return mapping.entry(key).orElseThrow().value();
  }

  private static List<YamlNode> items(YamlNode node) {
    return node instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node);
  }

  private static String text(YamlNode node) {
    return ((YamlNode.Scalar) node).text();
  }

  private String markdown() {
    return contentTable() + "\n" + samplingTable();
  }

  private String contentTable() {
    return table(
        CONTENT.keySet(),
        backend ->
            CONTENT.values().stream()
                .map(
                    feature -> {
                      boolean format =
                          feature == Capability.JSON || feature == Capability.JSON_SCHEMA;
                      return cell(backend, has(feature), format ? "in words" : "no");
                    })
                .toList());
  }

  private String samplingTable() {
    return table(
        List.of(
            "temperature, top-p",
            "seed",
            "penalties",
            "stop",
            "log probabilities",
            "count of tokens",
            "list of models",
            "embeddings"),
        backend ->
            List.of(
                cell(backend, takes(SamplingParameter.TEMPERATURE, SamplingParameter.TOP_P), "no"),
                cell(backend, has(Capability.SEED), "no"),
                cell(
                    backend,
                    has(Capability.PENALTIES)
                        .and(
                            takes(
                                SamplingParameter.PRESENCE_PENALTY,
                                SamplingParameter.FREQUENCY_PENALTY)),
                    "no"),
                cell(backend, has(Capability.STOP), "no"),
                cell(backend, has(Capability.LOGPROBS), "no"),
                count(backend),
                does(backend, BackendOperation.MODELS),
                does(backend, BackendOperation.EMBEDDINGS)));
  }

  private interface Cells {
    List<String> of(String backend);
  }

  private static String table(Iterable<String> columns, Cells cells) {
    List<String> lines = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of("backend"));
    columns.forEach(names::add);
    lines.add(line(names));
    lines.add(line(names.stream().map(name -> "---").toList()));
    ROWS.forEach(
        (backend, shown) -> {
          List<String> row = new ArrayList<>(List.of(shown));
          row.addAll(cells.of(backend));
          lines.add(line(row));
        });
    return String.join("", lines);
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static Predicate<ModelCapabilities> has(Capability feature) {
    return model -> model.capabilities().has(feature);
  }

  private static Predicate<ModelCapabilities> takes(SamplingParameter... figures) {
    return model -> Stream.of(figures).noneMatch(model.capabilities().refused()::contains);
  }

  private String cell(String backend, Predicate<ModelCapabilities> can, String not) {
    List<ModelCapabilities> models = models(backend);
    if (models.stream().allMatch(can)) {
      return "yes";
    }
    return models.stream().anyMatch(can) ? "by model" : not;
  }

  private String does(String backend, BackendOperation operation) {
    return models(backend).getFirst().operations().contains(operation) ? "yes" : "no";
  }

  private String count(String backend) {
    Set<BackendOperation> operations = models(backend).getFirst().operations();
    if (operations.contains(BackendOperation.COUNT)) {
      return "exact";
    }
    return operations.contains(BackendOperation.ESTIMATE) ? "estimate" : "no";
  }

  private List<ModelCapabilities> models(String backend) {
    return known.getOrDefault(backend, List.of());
  }

  /** The types that have a row. */
  static Set<String> types() {
    Set<String> types = new TreeSet<>();
    CONFIG.lines().filter(line -> line.contains("type: ")).forEach(line -> types.add(type(line)));
    return types;
  }

  private static String type(String line) {
    String after = line.substring(line.indexOf("type: ") + "type: ".length());
    return after.split("[,}]", 2)[0];
  }
}
