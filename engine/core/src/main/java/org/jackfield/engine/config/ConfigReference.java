package org.jackfield.engine.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.spi.Setting;

/** The reference of all configuration keys as Markdown, made from the declarations. */
public final class ConfigReference {
  private final StringBuilder out = new StringBuilder();

  private ConfigReference() {}

  /**
   * The reference as a document.
   *
   * @param types the types whose own keys are to be in it
   */
  public static String markdown(InstalledTypes types) {
    ConfigReference reference = new ConfigReference();
    reference.head();
    reference.section("", ConfigKeys.ROOT);
    reference.section("llm", ConfigKeys.LLM);
    reference.section("llm.providers[]", ConfigKeys.BACKEND);
    types.types().forEach(reference::type);
    reference.section("llm.profiles.NAME", ConfigKeys.PROFILE);
    reference.section("llm.profiles.NAME.sampling", ConfigKeys.SAMPLING);
    reference.section("server", ConfigKeys.SERVER);
    reference.section("plugins", ConfigKeys.PLUGINS);
    reference.section("reload", ConfigKeys.RELOAD);
    return reference.out.toString();
  }

  private void head() {
    out.append(
        """
        # Configuration

        `jackfield.yaml` is the configuration, `jackfield.schema.json` its JSON Schema for editors.
        This page is generated from the declarations that the configuration is checked by.

        **Values.** `${NAME}` takes a value from the environment, `${NAME:-default}` has a default for
        it, `${file:PATH}` takes the content of a file (relative to the configuration file's folder,
        without its last line end); `$${` is the text `${`. What is filled in is not looked at again.
        A backend whose variable or file is missing is left out, and says so; the others serve. An
        empty value counts as none. Text needs no quotes to keep its writing: `012`, `1:30` and `no`
        stay what they are where text is expected.

        **A backend's settings** come from its entry, else from the environment variables that its
        type declares, else from defaults. The variable `%s`, or `%s` when that is
        not set, names one backend (by its name or type) that is then used alone, with no fallback; it
        needs no entry, and not even a file.

        **Limits.** UTF-8, at most 256 KB, at most 20 levels; no tags, anchors, aliases or merge keys;
        every key once.
        """
            .formatted(BackendsReader.SELECTORS.getFirst(), BackendsReader.SELECTORS.getLast()));
  }

  private void section(String path, ConfigSection section) {
    out.append("\n## ").append(path.isEmpty() ? "The whole file" : "`" + path + "`").append("\n\n");
    if (!path.isEmpty()) {
      out.append(section.doc()).append("\n\n");
    }
    out.append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
    section.keys().forEach(key -> row(key, Optional.empty()));
  }

  private void type(InstalledTypes.Type type) {
    out.append("\n### `type: ").append(type.names().getFirst()).append("`\n\n");
    if (type.names().size() > 1) {
      List<String> aliases = type.names().subList(1, type.names().size());
      out.append("Also `").append(String.join("`, `", aliases)).append("`.\n\n");
    }
    out.append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
    ConfigSection own = ConfigKeys.backend(type.settings());
    for (ConfigKey key : own.keys()) {
      Optional<Setting> setting = type.settings().option(key.name());
      Optional<ConfigKey> common = ConfigKeys.BACKEND.key(key.name());
      if (common.isEmpty() || !common.get().equals(key) || setting.isPresent()) {
        row(key, setting);
      }
    }
  }

  private void row(ConfigKey key, Optional<Setting> setting) {
    String doc = setting.map(Setting::doc).orElse(key.doc());
    StringBuilder meaning = new StringBuilder(doc);
    if (setting.isPresent() && setting.get().required()) {
      meaning.append(
          setting
              .get()
              .requiredUnless()
              .map(other -> " Required at the default `" + other + "`.")
              .orElse(" Required."));
    }
    if (setting.isPresent() && !setting.get().variables().isEmpty()) {
      meaning.append(
          setting.get().variables().stream()
              .collect(Collectors.joining("`, `", " Variables: `", "`.")));
    }
    String fallback = key.fallback() == null ? "" : "`" + key.fallback() + "`";
    for (String cell :
        List.of("`" + key.name() + "`", describe(key.type()), fallback, meaning.toString())) {
      out.append("| ").append(cell.replace("|", "\\|")).append(' ');
    }
    out.append("|\n");
  }

  private static String describe(ValueType type) {
    return switch (type) {
      case ValueType.Text ignored -> "text";
      case ValueType.Hidden ignored -> "secret text";
      case ValueType.Whole whole ->
          whole.min() == Long.MIN_VALUE
              ? "whole number"
              : "whole number, " + whole.min() + " to " + whole.max();
      case ValueType.Decimal decimal ->
          decimal.max() == Double.MAX_VALUE
              ? "number"
              : "number, " + plain(decimal.min()) + " to " + plain(decimal.max());
      case ValueType.Flag ignored -> "`true`, `false`";
      case ValueType.Time ignored -> "seconds, or `500ms`, `30s`, `5m`, `1h`";
      case ValueType.Size ignored -> "bytes, or `512KB`, `8MB`";
      case ValueType.Url ignored -> "http or https URL";
      case ValueType.Choice choice ->
          choice.values().stream().collect(Collectors.joining("`, `", "`", "`"));
      case ValueType.Items items -> "list of: " + describe(items.item());
      case ValueType.NamedTexts ignored -> "texts by name";
      case ValueType.Section ignored -> "section";
      case ValueType.Sections ignored -> "list of sections";
      case ValueType.NamedSections ignored -> "sections by name";
    };
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
