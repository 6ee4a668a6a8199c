package org.jackfield.engine.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.engine.prompt.PromptText;
import org.jackfield.engine.prompt.Prompts;
import org.jackfield.spi.Setting;
import org.jackfield.spi.SettingsSpec;

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
    reference.section("llm.providers[].breaker", ConfigKeys.BREAKER);
    reference.section("llm.providers[].capabilities", CapabilityKeys.CHANGES);
    types.types().forEach(reference::type);
    reference.section("llm.profiles.NAME", ConfigKeys.PROFILE);
    reference.section("llm.profiles.NAME.sampling", ConfigKeys.SAMPLING);
    reference.section("server", ConfigKeys.SERVER);
    reference.section("plugins", ConfigKeys.PLUGINS);
    reference.section("plugins.trusted", ConfigKeys.TRUSTED);
    reference.section("reload", ConfigKeys.RELOAD);
    reference.models();
    reference.prompts();
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
        not set, names one backend (by its name or type) that is then used alone, with no fallback, by
        every call that names no other; it needs no entry, and not even a file.

        **Folders.** `JACKFIELD_CONFIG` names the configuration's file or folder, `JACKFIELD_HOME` the
        distribution with its `plugins/` and `config/`. `JACKFIELD_DATA` is what lasts: settings that
        commands changed, histories, what first pulls pinned; `JACKFIELD_CACHE` what can be had again:
        models and native libraries. Unset, both are the user's own folders. `models.yaml` beside the
        configuration is the catalogue of models; the shipped one shows how an entry is written.
        `JACKFIELD_MIRROR` is a folder or URL that is asked for model files first. `JACKFIELD_JAVA_OPTS`
        are options for the JVM; `JACKFIELD_DEBUG=1` shows where an error is from.

        **Limits.** UTF-8, at most 256 KB, at most 20 levels; no tags, anchors, aliases or merge keys;
        every key once.
        """
            .formatted(BackendsReader.SELECTORS.getFirst(), BackendsReader.SELECTORS.getLast()));
  }

  private void models() {
    out.append(
        """

        # What models can

        `models.yaml` beside this file has a list `capabilities` beside its catalogue: rows of data on
        models that no server tells. What is known of a model is what its plugin declares, then each row
        that is about it, in order, then `capabilities` in the backend's own entry; the later wins. The
        rows that Jackfield comes with stand before those of the file, so a file needs only what it
        knows better; a row is taken back by a later one, not by removing it. `jackfield models
        capabilities` shows what it comes to, and who said so. A changed row counts from the next call
        on; no backend is built anew for it.
        """);
    section("models.yaml: capabilities[]", CapabilityKeys.ROW);
  }

  private void prompts() {
    out.append(
        """

        # Prompt templates

        Each file `prompts/*.yaml` beside this one holds a template, or several under `templates`;
        `prompts.schema.json` is its JSON Schema. `llm.prompt_templates` in the main file holds plain
        ones: a key is a name, or a name and a model family as `NAME_FAMILY` or `NAME_default`; all
        their variables are texts that a call must give. Where both have a template of one name, the
        main file's is used, with a warning. `jackfield prompts list`, `show` and `render` show what
        there is and what it comes to; a call names a template by `CallOptions.withPrompt`, by
        `jackfield chat --prompt`, or in the server's `prompt` field.

        **Text.** `{name}` stands for a variable; `{{` and `}}` stand for `{` and `}`. Any other brace is
        an error with its line and column, so JSON in a prompt is written `{{"a": 1}}`. There are no
        expressions. A value is inserted as it is and never looked at again; nor is `${NAME}` filled in.

        **Variants.** The family comes from the model's name: `mistral:7b`,
        `Meta-Llama-3.1-8B-Instruct`, `phi3:mini` and `qwen2.5-7b` are of the families mistral, llama,
        phi and qwen. For a name that tells nothing there is `llm.model_families`. Which model answers is
        only known when a backend is asked, so a prompt is rendered for each attempt; what is wrong with
        a call's variables is found before the first.

        **Who wins.** Instructions (`system`): the call's, then the template's, then the profile's.
        Temperature and tokens: the call's, then the profile's, then the template's, then the backend's,
        then those that suit the model: 0.1 and 4000 for Mistral 7B, 0.1 and 8000 for Llama 3.1, 0.2 and
        2000 for Phi-3. The last are used with templates alone.

        **Versions.** `version` is what you call a template's state; its hash is SHA-256 over its
        variables and variants, so equal hashes make equal prompts. Every answer names both.

        **Limits.** %d files of at most 256 KB, %d characters in a text, %d in a rendered prompt.
        """
            .formatted(
                PromptFiles.MAX_FILES, PromptText.MAX_CHARACTERS, Prompts.MAX_RENDERED_CHARACTERS));
    section("prompts/*.yaml", PromptKeys.FILE);
    section("templates.NAME", PromptKeys.TEMPLATE);
    section("variables.NAME", PromptKeys.VARIABLE);
    section("variants.FAMILY", PromptKeys.VARIANT);
  }

  private void section(String path, ConfigSection section) {
    out.append("\n## ").append(path.isEmpty() ? "The whole file" : "`" + path + "`").append("\n\n");
    if (!path.isEmpty()) {
      out.append(section.doc()).append("\n\n");
    }
    out.append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
    section.keys().forEach(key -> row(key, Optional.empty(), ""));
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
        row(key, setting, setting.map(option -> need(option, type.settings())).orElse(""));
      }
    }
  }

  private static String need(Setting setting, SettingsSpec spec) {
    if (!setting.required()) {
      return "";
    }
    Optional<String> other = setting.requiredUnless();
    if (other.isEmpty()) {
      return " Required.";
    }
    boolean optional = other.flatMap(spec::option).flatMap(Setting::defaultValue).isEmpty();
    return optional
        ? " Required unless `" + other.get() + "` is set."
        : " Required at the default `" + other.get() + "`.";
  }

  private void row(ConfigKey key, Optional<Setting> setting, String need) {
    StringBuilder meaning = new StringBuilder(setting.map(Setting::doc).orElse(key.doc()));
    meaning.append(need);
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
