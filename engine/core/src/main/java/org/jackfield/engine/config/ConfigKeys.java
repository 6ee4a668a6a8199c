package org.jackfield.engine.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jackfield.engine.PullRule;
import org.jackfield.engine.breaker.BreakerRules;
import org.jackfield.engine.config.ValueType.Choice;
import org.jackfield.engine.config.ValueType.Decimal;
import org.jackfield.engine.config.ValueType.Flag;
import org.jackfield.engine.config.ValueType.Hidden;
import org.jackfield.engine.config.ValueType.Items;
import org.jackfield.engine.config.ValueType.NamedSections;
import org.jackfield.engine.config.ValueType.NamedTexts;
import org.jackfield.engine.config.ValueType.Section;
import org.jackfield.engine.config.ValueType.Sections;
import org.jackfield.engine.config.ValueType.Size;
import org.jackfield.engine.config.ValueType.Text;
import org.jackfield.engine.config.ValueType.Whole;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Setting;
import org.jackfield.spi.SettingsSpec;

/** Every key that is the engine's own, declared once. */
final class ConfigKeys {
  private static final Choice DATA = new Choice(names(DataLocation.values()));
  private static final Whole TOKENS = new Whole(1, 10_000_000);
  private static final Decimal SHARE = new Decimal(0, 1);

  /** When a backend is left alone. */
  static final ConfigSection BREAKER =
      ConfigSection.of(
          "When a backend that fails is left alone, by all calls together.",
          ConfigKey.of(
                  "failures",
                  new Whole(1, 1_000_000),
                  "Failed attempts in a row after which it is: unavailable, timeout, overloaded,"
                      + " protocol and internal errors; a refused key does it at once.")
              .withDefault(String.valueOf(BreakerRules.DEFAULT.failures())),
          ConfigKey.of(
                  "open",
                  ValueType.time(),
                  "For how long; then one call at a time tries whether it is back.")
              .withDefault(seconds(BreakerRules.DEFAULT.open())),
          ConfigKey.of(
                  "successes",
                  new Whole(1, 1_000),
                  "Tries in a row that have to succeed before all calls go there again.")
              .withDefault(String.valueOf(BreakerRules.DEFAULT.successes())));

  /** What every entry of {@code llm.providers} may have; its type adds its own. */
  static final ConfigSection BACKEND =
      ConfigSection.of(
          "A backend. Its type adds keys of its own.",
          ConfigKey.of("type", new Text(), "The backend type: one that a plugin brings."),
          ConfigKey.of("name", new Text(), "Its name in chains and answers; its type by default."),
          ConfigKey.of(
                  "timeout",
                  ValueType.time(),
                  "Time to the first content, or to the whole answer where it cannot stream. A type"
                      + " may have another default.")
              .withDefault(seconds(SettingsSpec.DEFAULT_TIMEOUT)),
          ConfigKey.of("idle_timeout", ValueType.time(), "The longest gap within an answer.")
              .withDefault("60s"),
          ConfigKey.of(
              "max_tokens", TOKENS, "The most tokens of an answer, unless the call says so."),
          ConfigKey.of(
              "temperature",
              new Decimal(0, 2),
              "0 takes the likeliest token always; used unless the call says so."),
          ConfigKey.of(
                  "retries",
                  new Whole(0, 10),
                  "Further tries on this backend. A type may have another default.")
              .withDefault("1"),
          ConfigKey.of("data", DATA, "Where its data goes; by default what its plugin says."),
          ConfigKey.of(
              "models",
              new Items(new Text()),
              "Models that a call may name here beside its own, `*` for any text; by default all"
                  + " that its plugin does not rule out."),
          ConfigKey.of("breaker", new Section(BREAKER), BREAKER.doc()),
          ConfigKey.of(
              CapabilityKeys.ROWS,
              new Section(CapabilityKeys.CHANGES),
              CapabilityKeys.CHANGES.doc()));

  /** How tokens are chosen. */
  static final ConfigSection SAMPLING =
      ConfigSection.of(
          "How tokens are chosen, where a call does not say.",
          ConfigKey.of("temperature", new Decimal(0, 2), "0 takes the likeliest token always."),
          ConfigKey.of("top_p", SHARE, "Keeps the likeliest tokens up to this probability."),
          ConfigKey.of("top_k", new Whole(0, 1_000_000), "Keeps that many likeliest tokens."),
          ConfigKey.of("min_p", SHARE, "Keeps tokens of at least this share of the likeliest."),
          ConfigKey.of(
              "seed", new Whole(Long.MIN_VALUE, Long.MAX_VALUE), "Makes the choice repeatable."),
          ConfigKey.of("repeat_penalty", new Decimal(0, 10), "Against repetition; 1 is none."),
          ConfigKey.of("presence_penalty", new Decimal(-2, 2), "Against old words; 0 is none."),
          ConfigKey.of("frequency_penalty", new Decimal(-2, 2), "By each use; 0 is none."));

  /** A routing profile. */
  static final ConfigSection PROFILE =
      ConfigSection.of(
          "A routing profile: a call names it to choose how it is answered.",
          ConfigKey.of(
              "chain",
              new Items(new Text()),
              "Names of backends in the order they are tried; the fallback order by default."),
          ConfigKey.of("data", DATA, "The farthest place that the data of a call may go."),
          ConfigKey.of(
              "deadline",
              ValueType.time(),
              "Time for the whole call with all its attempts; an hour unless set."),
          ConfigKey.of("attempts", new Whole(1, 100), "The most upstream calls in all."),
          ConfigKey.of("sampling", new Section(SAMPLING), SAMPLING.doc()),
          ConfigKey.of("max_tokens", TOKENS, "The most tokens of an answer."),
          ConfigKey.of("stop", new Items(new Text()), "Sequences that end the answer."),
          ConfigKey.of("system", new Text(), "The system message, where a call has none."),
          ConfigKey.of(
                  "unsupported",
                  new Choice(names(Unsupported.values())),
                  "When a call asks for what a model cannot do: route it to the backends that can,"
                      + " refuse it when the first usable backend cannot, or omit sampling"
                      + " parameters and the wish to think for that model, with a note.")
              .withDefault("route"),
          ConfigKey.of(
              "fallback_on",
              new Items(new Choice(names(ErrorCode.values()))),
              "Error codes after which the next backend is tried although it would not be."));

  /** The models, and how they are used. */
  static final ConfigSection LLM =
      ConfigSection.of(
          "The backends, and how they are used.",
          ConfigKey.of("providers", new Sections(BACKEND), "The backends."),
          ConfigKey.of(
              "fallback_order",
              new Items(new Text()),
              "Names of backends in the order they are tried; all, as listed, by default."),
          ConfigKey.of(
              "prompt_templates",
              new NamedTexts(),
              "Prompt templates by name, or by name and family: NAME_FAMILY."),
          ConfigKey.of(
              "model_families",
              new NamedTexts(),
              "The families of models whose names do not tell them, by model."),
          ConfigKey.of("profiles", new NamedSections(PROFILE), "Routing profiles by name."),
          ConfigKey.of("default_profile", new Text(), "The profile of a call that names none."));

  /** The server. */
  static final ConfigSection SERVER =
      ConfigSection.of(
          "The HTTP server.",
          ConfigKey.of("host", new Text(), "The address to listen on.").withDefault("127.0.0.1"),
          ConfigKey.of("port", new Whole(0, 65_535), "The port to listen on; 0 for any free one.")
              .withDefault("8383"),
          ConfigKey.of(
              "keys",
              new Items(new Hidden()),
              "Keys of which a client has to show one; needed for any host but this machine."),
          ConfigKey.of(
              "admin_keys",
              new Items(new Hidden()),
              "Keys for what operators do (/admin); without any, only this machine's own user may,"
                  + " by a token in the data folder."),
          ConfigKey.of(
              "allowed_hosts", new Items(new Text()), "Further names for the Host of a request."),
          ConfigKey.of(
              "allowed_origins", new Items(new Text()), "Origins whose web pages may call."),
          ConfigKey.of("max_body", new Size(1024, 1L << 30), "The largest request body.")
              .withDefault("8MB"),
          ConfigKey.of("max_headers", new Whole(1, 10_000), "The most header fields.")
              .withDefault("100"),
          ConfigKey.of("max_header_bytes", new Size(1024, 1 << 20), "The largest header block.")
              .withDefault("32KB"),
          ConfigKey.of("max_depth", new Whole(1, 100), "The deepest nesting of a JSON body.")
              .withDefault("64"),
          ConfigKey.of("max_concurrent", new Whole(1, 1_000_000), "The most requests at once.")
              .withDefault("1000"),
          ConfigKey.of("header_timeout", ValueType.time(), "Time for a client to send headers.")
              .withDefault("10s"),
          ConfigKey.of("body_timeout", ValueType.time(), "Time for a client to send a body.")
              .withDefault("30s"),
          ConfigKey.of("grace", ValueType.time(), "Time for running answers at shutdown.")
              .withDefault("20s"),
          ConfigKey.of(
                  "pull",
                  new Choice(names(PullRule.values())),
                  "What a request may have pulled that is not here: nothing, the model that its"
                      + " backend is configured for, or also one of the catalogue that it names.")
              .withDefault(PullRule.CONFIGURED.toString()));

  /** How changes reach the running engine. */
  static final ConfigSection RELOAD =
      ConfigSection.of(
          "How a change of the files reaches the running engine.",
          ConfigKey.of(
                  "watch",
                  new Flag(),
                  "Whether files are watched; otherwise 'jackfield config apply' asks for it.")
              .withDefault("true"),
          ConfigKey.of(
                  "probe",
                  new Choice(names(ReloadConfig.OnDown.values())),
                  "When a new backend is not there: warn, refuse the change, or off for not"
                      + " asking.")
              .withDefault("warn"),
          ConfigKey.of(
                  "lost",
                  new Choice(names(ReloadConfig.OnLost.values())),
                  "When a backend that served no longer could, as without its plugin: refuse the"
                      + " change, or drain it and go on without.")
              .withDefault("refuse"),
          ConfigKey.of(
                  "no_room",
                  new Choice(names(ReloadConfig.OnNoRoom.values())),
                  "When a new model does not fit into memory beside the one it takes the place of:"
                      + " refuse the change, or drain the old one first, while calls wait.")
              .withDefault("refuse"),
          ConfigKey.of(
                  "drain", ValueType.time(), "How long answers of a removed backend may go on.")
              .withDefault("5m"));

  /** Whom to trust. */
  static final ConfigSection TRUSTED =
      ConfigSection.of(
          "Which plugins are trusted, beside those that the distribution was built with.",
          ConfigKey.of("sha256", new Items(new Text()), "Digests of trusted files."),
          ConfigKey.of(
              "certificates",
              new Items(new Text()),
              "Files of X.509 certificates (PEM), relative to this file's folder: a jar or zip that"
                  + " was signed whole with one of them, or with a certificate for signing code that"
                  + " one of them issued, is trusted while the certificates are valid."));

  /** The plugins. */
  static final ConfigSection PLUGINS =
      ConfigSection.of(
          "The plugins.",
          ConfigKey.of(
              "dirs",
              new Items(new Text()),
              "Further folders of plugin jars, relative to this file's folder."),
          ConfigKey.of(
              "allow",
              new NamedTexts(),
              "Plugins whose classes may end the process or run native code in it, by id: the"
                  + " SHA-256 of the file that is meant, or `any`. The distribution's own need no"
                  + " entry."),
          ConfigKey.of("trusted", new Section(TRUSTED), TRUSTED.doc()),
          ConfigKey.of(
                  "require_signed",
                  new Flag(),
                  "Whether plugins that are not trusted are quarantined, signed or not.")
              .withDefault("false"));

  /** The whole file. */
  static final ConfigSection ROOT =
      ConfigSection.of(
          "The whole file.",
          ConfigKey.of("llm", new Section(LLM), LLM.doc()),
          ConfigKey.of("server", new Section(SERVER), SERVER.doc()),
          ConfigKey.of("plugins", new Section(PLUGINS), PLUGINS.doc()),
          ConfigKey.of("reload", new Section(RELOAD), RELOAD.doc()));

  private ConfigKeys() {}

  /**
   * The keys of an entry of that type. An option that bears the name of a key that every backend
   * has keeps that key's meaning, and may have another default.
   */
  static ConfigSection backend(SettingsSpec spec) {
    List<ConfigKey> keys = new ArrayList<>();
    for (ConfigKey common : BACKEND.keys()) {
      ConfigKey key =
          switch (common.name()) {
            case "timeout" -> common.withDefault(seconds(spec.timeout()));
            case "retries" -> common.withDefault(String.valueOf(spec.retries()));
            default -> common;
          };
      keys.add(
          spec.option(common.name())
              .flatMap(Setting::defaultValue)
              .map(key::withDefault)
              .orElse(key));
    }
    spec.options().stream()
        .filter(setting -> BACKEND.key(setting.name()).isEmpty())
        .map(ConfigKey::of)
        .forEach(keys::add);
    return new ConfigSection(BACKEND.doc(), keys);
  }

  private static String seconds(Duration time) {
    return Durations.text(time);
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(value -> value.toString().toLowerCase(Locale.ROOT)).toList();
  }
}
