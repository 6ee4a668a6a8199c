package org.jackfield.engine.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jackfield.engine.PullRule;
import org.jackfield.engine.capability.CapabilityRows;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.plugin.PluginRules;
import org.jackfield.engine.prompt.Prompts;
import org.jackfield.spi.Secret;
import org.jackfield.spi.SettingsSpec;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that was read and merged, and not yet checked against the installed backend
 * types. Immutable; resolving it does no I/O.
 */
public final class RawConfig {
  private final YamlNode.Mapping root;
  private final PromptFiles promptFiles;
  private final CapabilityFile capabilities;
  private final @Nullable Path main;
  private final Path overlay;
  private final Substitution substitution;
  private final CertificateFiles certificates;
  private final List<Path> files;
  private final List<ConfigProblem> problems;
  private final List<ConfigProblem> warnings;

  RawConfig(
      YamlNode.Mapping root,
      PromptFiles promptFiles,
      CapabilityFile capabilities,
      @Nullable Path main,
      Path overlay,
      Substitution substitution,
      CertificateFiles certificates,
      List<Path> files,
      List<ConfigProblem> problems,
      List<ConfigProblem> warnings) {
    this.root = root;
    this.promptFiles = promptFiles;
    this.capabilities = capabilities;
    this.main = main;
    this.overlay = overlay;
    this.substitution = substitution;
    this.certificates = certificates;
    this.files = List.copyOf(files);
    this.problems = List.copyOf(problems);
    this.warnings = List.copyOf(warnings);
  }

  /** What was read, merged. */
  YamlNode.Mapping root() {
    return root;
  }

  /** All that was read, and what would have been had it been there. A change of one matters. */
  public List<Path> files() {
    return files;
  }

  /** Whether there is a file at all, and not only an environment. */
  public boolean hasFile() {
    return main != null;
  }

  /**
   * Further folders of plugins, as far as they are written rightly; resolving tells what is wrong
   * with the others. They are needed before the types are known.
   */
  public List<Path> pluginFolders() {
    return paths(plugins(apart()).folders());
  }

  /**
   * Which plugins may be loaded. That is needed before the types are known, and so before anybody
   * was told what is wrong: rules of which something is wrong are the strictest.
   */
  public PluginRules pluginRules() {
    Resolution resolution = apart();
    PluginRules rules = plugins(resolution).rules(certificates);
    return resolution.problems().isEmpty() ? rules : rules.withRequireSigned();
  }

  /** The same with further problems. */
  public RawConfig withProblems(List<ConfigProblem> more) {
    List<ConfigProblem> all = new ArrayList<>(problems);
    all.addAll(more);
    return new RawConfig(
        root,
        promptFiles,
        capabilities,
        main,
        overlay,
        substitution,
        certificates,
        files,
        all,
        warnings);
  }

  /** What is said of plugins, each with its place. */
  PluginsReader plugins() {
    return plugins(apart());
  }

  private Resolution apart() {
    return new Resolution(substitution, overlay.toString());
  }

  private PluginsReader plugins(Resolution resolution) {
    return plugins(resolution, rootReader(resolution));
  }

  private PluginsReader plugins(Resolution resolution, SectionReader reader) {
    Path folder = main == null ? null : main.toAbsolutePath().getParent();
    return new PluginsReader(resolution, reader, folder);
  }

  /** The same with the certificates that it names and with further problems. */
  RawConfig with(CertificateFiles read, List<ConfigProblem> more) {
    List<Path> allFiles = new ArrayList<>(files);
    allFiles.addAll(read.paths());
    List<ConfigProblem> allProblems = new ArrayList<>(problems);
    allProblems.addAll(more);
    allProblems.addAll(read.problems());
    List<ConfigProblem> allWarnings = new ArrayList<>(warnings);
    allWarnings.addAll(read.warnings());
    return new RawConfig(
        root,
        promptFiles,
        capabilities,
        main,
        overlay,
        substitution,
        read,
        allFiles,
        allProblems,
        allWarnings);
  }

  /**
   * Checks everything and fills in defaults and variables.
   *
   * @param types the settings of every installed type, by each of its names
   * @param unavailable types of plugins that could not be loaded, with the reason
   * @throws ConfigException with every problem
   */
  public EngineConfig resolve(Map<String, SettingsSpec> types, Map<String, String> unavailable) {
    return resolve(InstalledTypes.of(types, unavailable));
  }

  /**
   * Checks everything and fills in defaults and variables.
   *
   * @throws ConfigException with every problem
   */
  public EngineConfig resolve(InstalledTypes types) {
    Resolution resolution = apart();
    resolution.problems().addAll(problems);
    resolution.problems().addAll(promptFiles.problems());
    resolution.problems().addAll(capabilities.problems());
    resolution.warnings().addAll(warnings);
    resolution.warnings().addAll(promptFiles.warnings());
    SectionReader reader = rootReader(resolution).refuseUnknownKeys("");
    SectionReader llm = reader.section("llm");
    Location whole = main == null ? Location.of("the environment") : root.location();
    BackendsReader.Found found = new BackendsReader(resolution, types, llm, whole).read();
    EngineConfig.Routing routing = new RoutingReader(resolution, llm, found).read();
    Prompts prompts = new PromptsReader(resolution, llm, promptFiles).read();
    CapabilityRows rows = new CapabilitiesReader(resolution.aside(), types).read(capabilities);
    ServerConfig server = server(reader.section("server"));
    PluginsReader plugins = plugins(resolution, reader);
    EngineConfig.Plugins known =
        new EngineConfig.Plugins(paths(plugins.folders()), plugins.rules(certificates));
    ReloadConfig reload = reload(reader.section("reload"));
    if (!resolution.problems().isEmpty()) {
      // A file of two sections may be read twice: what is wrong with it as a whole is told once.
      List<ConfigProblem> all =
          resolution.problems().stream()
              .distinct()
              .sorted(Comparator.comparing(ConfigProblem::location))
              .toList();
      throw new ConfigException(all, found.missing());
    }
    return new EngineConfig(
        found.backends(),
        routing,
        prompts,
        rows,
        server,
        known,
        reload,
        new EngineConfig.Sources(files, resolution.warnings(), resolution.view().build()));
  }

  private SectionReader rootReader(Resolution resolution) {
    return new SectionReader(resolution, KeyPath.ROOT, root, ConfigKeys.ROOT);
  }

  private static List<Path> paths(List<Located> folders) {
    return folders.stream().map(Located::value).map(Path.class::cast).toList();
  }

  private static ReloadConfig reload(SectionReader reload) {
    return new ReloadConfig(
        reload.flag("watch"),
        reload.choice("probe", ReloadConfig.OnDown.class, ReloadConfig.OnDown.WARN),
        reload.choice("lost", ReloadConfig.OnLost.class, ReloadConfig.OnLost.REFUSE),
        reload.choice("no_room", ReloadConfig.OnNoRoom.class, ReloadConfig.OnNoRoom.REFUSE),
        reload.time("drain").orElse(Duration.ZERO));
  }

  private static List<Secret> secrets(SectionReader section, String key) {
    List<Secret> secrets = new ArrayList<>();
    for (Located item : section.items(key)) {
      if (item.value() instanceof Secret secret) {
        secrets.add(secret);
      }
    }
    return secrets;
  }

  private static ServerConfig server(SectionReader server) {
    String host = server.text("host").map(Located::text).orElse("");
    int port = server.integer("port").orElse(0);
    ServerLimits limits =
        new ServerLimits(
            server.whole("max_body").orElse(0),
            server.integer("max_headers").orElse(0),
            server.integer("max_header_bytes").orElse(0),
            server.integer("max_depth").orElse(0),
            server.integer("max_concurrent").orElse(0),
            server.time("header_timeout").orElse(Duration.ZERO),
            server.time("body_timeout").orElse(Duration.ZERO));
    return new ServerConfig(
        host,
        port,
        secrets(server, "keys"),
        secrets(server, "admin_keys"),
        server.items("allowed_hosts").stream().map(Located::text).toList(),
        server.items("allowed_origins").stream().map(Located::text).toList(),
        limits,
        server.time("grace").orElse(Duration.ZERO),
        server
            .text("pull")
            .map(rule -> PullRule.valueOf(rule.text().toUpperCase(Locale.ROOT)))
            .orElse(PullRule.CONFIGURED));
  }
}
