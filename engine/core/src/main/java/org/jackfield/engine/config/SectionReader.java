package org.jackfield.engine.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jackfield.engine.config.ValueParser.Parsed;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.spi.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one section by their declarations: typed, defaults filled in, each with its
 * origin noted. What is wrong is noted too, and reading goes on.
 */
final class SectionReader {
  private final Resolution resolution;
  private final KeyPath path;
  private final YamlNode.@Nullable Mapping node;
  private final ConfigSection section;
  private final UnresolvedSink unresolved;

  /** Hears of values that name a variable or file that is not there. */
  interface UnresolvedSink {
    void unresolved(Location location, KeyPath path, Substitution.Result.Unresolved what);
  }

  /** What became of a key: a value, nothing written, or something wrong. */
  sealed interface Outcome {
    record Value(Object value) implements Outcome {}

    record Absent() implements Outcome {}

    record Failed() implements Outcome {}
  }

  /** A section; what cannot be resolved in it is a problem. */
  SectionReader(
      Resolution resolution, KeyPath path, @Nullable YamlNode node, ConfigSection section) {
    this(
        resolution,
        path,
        node,
        section,
        (location, key, what) -> resolution.problem(location, key, what.message(), what.hint()));
  }

  SectionReader(
      Resolution resolution,
      KeyPath path,
      @Nullable YamlNode node,
      ConfigSection section,
      UnresolvedSink unresolved) {
    this.resolution = resolution;
    this.path = path;
    this.section = section;
    this.unresolved = unresolved;
    this.node = mapping(resolution, path, node);
  }

  private static YamlNode.@Nullable Mapping mapping(
      Resolution resolution, KeyPath path, @Nullable YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    if (node != null && !(node instanceof YamlNode.Scalar scalar && scalar.isNull())) {
      resolution.problem(
          node.location(), path, "Here stands " + node.description() + ", not a section.", "");
    }
    return null;
  }

  /** Notes every key that the section does not have. */
  SectionReader refuseUnknownKeys(String ofWhat) {
    if (node != null) {
      for (YamlNode.Entry entry : node.entries()) {
        if (section.key(entry.name()).isEmpty()) {
          unknown(entry, ofWhat);
        }
      }
    }
    return this;
  }

  private void unknown(YamlNode.Entry entry, String ofWhat) {
    String value =
        entry.value() instanceof YamlNode.Scalar scalar && !scalar.isNull()
            ? " Its value is " + Shown.undeclared(entry.name(), scalar.text()) + "."
            : "";
    resolution.stray(
        entry.key().location(),
        path.key(entry.name()),
        "There is no such key" + ofWhat + "." + value,
        hint(entry.name()));
  }

  private String hint(String name) {
    return home(name)
        .map(key -> "It belongs under '" + key + "'.")
        .orElseGet(() -> Nearest.hint(name, section.names(), "The keys here are"));
  }

  /** The node of a key that holds a list or a section; null when there is none. */
  @Nullable YamlNode node(String key) {
    if (node == null) {
      return null;
    }
    YamlNode value = node.entry(key).map(YamlNode.Entry::value).orElseGet(() -> misspelt(key));
    return value instanceof YamlNode.Scalar scalar && scalar.isNull() ? null : value;
  }

  /**
   * What stands under an unknown key that seems to mean this one. The key itself is told as wrong;
   * reading on tells at the same time what is wrong below it.
   */
  private @Nullable YamlNode misspelt(String key) {
    boolean one = section.key(key).map(ConfigKey::type).orElse(null) instanceof ValueType.Single;
    if (node == null || one) {
      return null;
    }
    return node.entries().stream()
        .filter(entry -> !(entry.value() instanceof YamlNode.Scalar))
        .filter(entry -> section.key(entry.name()).isEmpty() && home(entry.name()).isEmpty())
        .filter(entry -> Nearest.of(entry.name(), section.names()).filter(key::equals).isPresent())
        .map(YamlNode.Entry::value)
        .findFirst()
        .orElse(null);
  }

  /** The key of the section below that has a key of that name. */
  private Optional<String> home(String name) {
    return section.keys().stream()
        .filter(
            key ->
                key.type() instanceof ValueType.Section inner
                    && inner.section().key(name).isPresent())
        .map(ConfigKey::name)
        .findFirst();
  }

  /** Where a key's value stands, or the section, or the configuration as a whole. */
  Location location(String key, Location otherwise) {
    YamlNode value = node(key);
    if (value != null) {
      return value.location();
    }
    return node == null ? otherwise : node.location();
  }

  SectionReader section(String key) {
    if (section.key(key).orElseThrow().type() instanceof ValueType.Section inner) {
      return new SectionReader(
              resolution, path.key(key), withStrays(key), inner.section(), unresolved)
          .refuseUnknownKeys("");
    }
    throw new IllegalArgumentException(key);
  }

  /** The node of a section, with those of its keys that stand one level too high. */
  private @Nullable YamlNode withStrays(String key) {
    YamlNode inner = node(key);
    if (node == null || (inner != null && !(inner instanceof YamlNode.Mapping))) {
      return inner;
    }
    List<YamlNode.Entry> entries = new ArrayList<>();
    if (inner instanceof YamlNode.Mapping mapping) {
      entries.addAll(mapping.entries());
    }
    List<String> there = entries.stream().map(YamlNode.Entry::name).toList();
    node.entries().stream()
        .filter(entry -> section.key(entry.name()).isEmpty() && !there.contains(entry.name()))
        .filter(entry -> home(entry.name()).filter(key::equals).isPresent())
        .forEach(entries::add);
    return entries.size() == there.size()
        ? inner
        : new YamlNode.Mapping((inner == null ? node : inner).location(), entries);
  }

  Optional<Located> text(String key) {
    return one(key);
  }

  OptionalLong whole(String key) {
    Optional<Located> value = one(key);
    return value.isPresent() && value.get().value() instanceof Long number
        ? OptionalLong.of(number)
        : OptionalLong.empty();
  }

  OptionalInt integer(String key) {
    OptionalLong value = whole(key);
    return value.isPresent()
        ? OptionalInt.of(Math.toIntExact(value.getAsLong()))
        : OptionalInt.empty();
  }

  OptionalDouble decimal(String key) {
    Optional<Located> value = one(key);
    return value.isPresent() && value.get().value() instanceof Double number
        ? OptionalDouble.of(number)
        : OptionalDouble.empty();
  }

  /** The constant that one of a key's choices names in small letters. */
  <E extends Enum<E>> E choice(String key, Class<E> constants, E otherwise) {
    return text(key)
        .map(value -> Enum.valueOf(constants, value.text().toUpperCase(Locale.ROOT)))
        .orElse(otherwise);
  }

  /** Whether it is true; of a key that has a default. */
  boolean flag(String key) {
    return one(key).map(Located::value).filter(Boolean.TRUE::equals).isPresent();
  }

  Optional<Duration> time(String key) {
    return one(key)
        .map(Located::value)
        .filter(Duration.class::isInstance)
        .map(Duration.class::cast);
  }

  /** The values of a list; one value alone counts as a list of one. */
  List<Located> items(String key) {
    ConfigKey declared = section.key(key).orElseThrow();
    if (!(declared.type() instanceof ValueType.Items items)) {
      throw new IllegalArgumentException(key);
    }
    return items(declared, items).values();
  }

  /** Texts by the names that the file gives them, which are no keys of the declarations. */
  Map<String, Located> named(String key) {
    YamlNode value = node(key);
    List<ConfigKey> names = new ArrayList<>();
    if (value instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        names.add(ConfigKey.of(entry.name(), new ValueType.Text(), ""));
      }
    }
    SectionReader reader =
        new SectionReader(
            resolution, path.key(key), value, new ConfigSection("", names), unresolved);
    Map<String, Located> named = new LinkedHashMap<>();
    for (ConfigKey name : names) {
      reader.text(name.name()).ifPresent(text -> named.put(name.name(), text));
    }
    return named;
  }

  private Optional<Located> one(String key) {
    ConfigKey declared = section.key(key).orElseThrow();
    return switch (read(declared)) {
      case Outcome.Value value -> Optional.of(located(key, value.value()));
      case Outcome.Failed ignored -> Optional.empty();
      case Outcome.Absent ignored ->
          fallback(declared, "default").map(value -> located(key, value));
    };
  }

  private Located located(String key, Object value) {
    return new Located(value, location(key, Location.of("default")), path.key(key));
  }

  /** The default of a key, noted in the view; it is written in code, so it must be right. */
  Optional<Object> fallback(ConfigKey key, String origin) {
    if (key.fallback() == null) {
      return Optional.empty();
    }
    return switch (parse(key.type(), key.fallback())) {
      case Parsed.Good good -> {
        note(key, good.value(), origin);
        yield Optional.of(good.value());
      }
      case Parsed.Bad bad ->
          throw new IllegalStateException(
              "The default of '" + key.name() + "' is not " + bad.expected());
    };
  }

  /** A value from elsewhere than a file: texts of a list are separated by commas. */
  static Parsed parse(ValueType type, String text) {
    return switch (type) {
      case ValueType.Single single -> ValueParser.parse(single, text);
      case ValueType.Items items -> {
        List<Object> values = new ArrayList<>();
        for (String part : text.split(",")) {
          switch (ValueParser.parse(items.item(), part.strip())) {
            case Parsed.Good good -> values.add(good.value());
            case Parsed.Bad bad -> {
              yield bad;
            }
          }
        }
        yield new Parsed.Good(List.copyOf(values));
      }
      case ValueType.NamedTexts ignored -> throw new IllegalArgumentException(text);
      case ValueType.Section ignored -> throw new IllegalArgumentException(text);
      case ValueType.Sections ignored -> throw new IllegalArgumentException(text);
      case ValueType.NamedSections ignored -> throw new IllegalArgumentException(text);
    };
  }

  void note(ConfigKey key, Object value, String origin) {
    resolution.view().add(path.key(key.name()), shown(value), origin);
  }

  /** What the file says of a key. */
  Outcome read(ConfigKey key) {
    if (key.type() instanceof ValueType.Items items) {
      Items found = items(key, items);
      if (found.failed()) {
        return new Outcome.Failed();
      }
      return found.values().isEmpty()
          ? new Outcome.Absent()
          : new Outcome.Value(found.values().stream().map(Located::value).toList());
    }
    YamlNode value = node(key.name());
    return switch (value) {
      case null -> new Outcome.Absent();
      case YamlNode.Scalar scalar when key.type() instanceof ValueType.Single type ->
          single(key, type, scalar, path.key(key.name()));
      default -> {
        resolution.problem(
            value.location(),
            path.key(key.name()),
            "Here stands " + value.description() + " where one value belongs.",
            "");
        yield new Outcome.Failed();
      }
    };
  }

  private Outcome single(
      ConfigKey key, ValueType.Single type, YamlNode.Scalar scalar, KeyPath where) {
    return switch (resolution.substitution().apply(scalar)) {
      case Substitution.Result.Malformed malformed -> {
        resolution.problem(scalar.location(), where, malformed.message(), malformed.hint());
        yield new Outcome.Failed();
      }
      case Substitution.Result.Unresolved missing -> {
        unresolved.unresolved(scalar.location(), where, missing);
        yield new Outcome.Failed();
      }
      case Substitution.Result.Filled filled -> {
        warnOfExposure(filled, scalar.location(), where);
        boolean text = type instanceof ValueType.Text;
        String value = text ? filled.text() : filled.text().strip();
        if (value.isEmpty()) {
          yield new Outcome.Absent();
        }
        yield switch (ValueParser.parse(type, value)) {
          case Parsed.Good good -> {
            if (!(key.type() instanceof ValueType.Items)) {
              Object shown = filled.secret() ? Shown.name(scalar.text()) : shown(good.value());
              String origin = resolution.origin(scalar.location(), filled.variables());
              resolution.view().add(where, shown, origin);
            }
            yield new Outcome.Value(good.value());
          }
          case Parsed.Bad bad -> {
            // As written, so that what came out of a variable or file does not show.
            String written =
                type instanceof ValueType.Hidden ? Shown.MASK : Shown.value(scalar.text());
            resolution.problem(
                scalar.location(), where, written + " is not " + bad.expected() + ".", bad.hint());
            yield new Outcome.Failed();
          }
        };
      }
    };
  }

  private void warnOfExposure(Substitution.Result.Filled filled, Location location, KeyPath where) {
    for (String file : filled.exposed()) {
      resolution.warning(
          location,
          where,
          "The file " + Shown.value(file) + " may be read by every user of this machine.",
          "If it holds a secret, run: chmod o-r " + Shown.name(file));
    }
  }

  private record Items(List<Located> values, boolean failed) {}

  private Items items(ConfigKey key, ValueType.Items type) {
    YamlNode value = node(key.name());
    KeyPath where = path.key(key.name());
    List<Located> found = new ArrayList<>();
    if (value == null) {
      return new Items(found, false);
    }
    List<YamlNode> nodes =
        value instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(value);
    boolean failed = false;
    for (int at = 0; at < nodes.size(); at++) {
      YamlNode item = nodes.get(at);
      KeyPath itemPath = value instanceof YamlNode.Sequence ? where.item(at) : where;
      Outcome outcome =
          item instanceof YamlNode.Scalar scalar
              ? single(key, type.item(), scalar, itemPath)
              : new Outcome.Absent();
      if (outcome instanceof Outcome.Value good) {
        found.add(new Located(good.value(), item.location(), itemPath));
      } else {
        failed = true;
        if (outcome instanceof Outcome.Absent) {
          String what = item instanceof YamlNode.Scalar ? "nothing" : item.description();
          resolution.problem(
              item.location(), itemPath, "Here stands " + what + " where a text belongs.", "");
        }
      }
    }
    if (!found.isEmpty()) {
      note(
          key,
          found.stream().map(Located::value).toList(),
          resolution.origin(value.location(), List.of()));
    }
    return new Items(List.copyOf(found), failed);
  }

  /** A value as the view shows it. */
  private static Object shown(Object value) {
    return switch (value) {
      case Secret ignored -> Shown.MASK;
      case Duration time -> Durations.text(time);
      case String text -> Shown.credentialsMasked(text);
      case List<?> list -> list.stream().map(item -> String.valueOf(shown(item))).toList();
      case Number number -> number;
      case Boolean flag -> flag;
      default -> value.toString();
    };
  }
}
