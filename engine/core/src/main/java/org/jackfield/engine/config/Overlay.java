package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.config.yaml.YamlNode.Entry;
import org.jackfield.engine.config.yaml.YamlNode.Mapping;
import org.jackfield.engine.config.yaml.YamlNode.Scalar;
import org.jackfield.engine.config.yaml.YamlNode.Sequence;

/**
 * Merges settings that commands changed into the configuration. Sections are merged key by key,
 * backends by their names, everything else is replaced. What has no target any more is left out
 * with a warning: the people who edit the main file need not know of the overlay.
 */
final class Overlay {
  private final List<ConfigProblem> warnings;

  Overlay(List<ConfigProblem> warnings) {
    this.warnings = warnings;
  }

  Mapping merge(Mapping base, Mapping over) {
    return section(ConfigKeys.ROOT, base, over, KeyPath.ROOT);
  }

  private Mapping section(ConfigSection section, Mapping base, Mapping over, KeyPath path) {
    List<Entry> merged = new ArrayList<>(base.entries());
    for (Entry entry : over.entries()) {
      Optional<ConfigKey> key = section.key(entry.name());
      KeyPath where = path.key(entry.name());
      if (key.isEmpty()) {
        stray(entry.key().location(), where, "There is no such key.");
        continue;
      }
      Optional<Entry> target = base.entry(entry.name());
      YamlNode value =
          switch (key.get().type()) {
            case ValueType.Section inner -> inner(inner.section(), target, entry, where);
            case ValueType.Sections ignored -> backends(target, entry, where);
            case ValueType.NamedSections named ->
                named(Optional.of(named.section()), target, entry, where);
            case ValueType.NamedTexts ignored -> named(Optional.empty(), target, entry, where);
            case ValueType.Items ignored -> entry.value();
            case ValueType.Single ignored -> entry.value();
          };
      replace(merged, new Entry(target.map(Entry::key).orElse(entry.key()), value));
    }
    return new Mapping(base.location(), merged);
  }

  private YamlNode inner(ConfigSection section, Optional<Entry> target, Entry entry, KeyPath path) {
    if (!(entry.value() instanceof Mapping over)) {
      return entry.value();
    }
    Mapping base =
        target.isPresent() && target.get().value() instanceof Mapping mapping
            ? mapping
            : new Mapping(over.location(), List.of());
    return section(section, base, over, path);
  }

  /** Sections or texts by name: a name has to be there already. */
  private YamlNode named(
      Optional<ConfigSection> section, Optional<Entry> target, Entry entry, KeyPath path) {
    if (!(entry.value() instanceof Mapping over)) {
      return entry.value();
    }
    Mapping base =
        target.isPresent() && target.get().value() instanceof Mapping mapping
            ? mapping
            : new Mapping(over.location(), List.of());
    List<Entry> merged = new ArrayList<>(base.entries());
    for (Entry item : over.entries()) {
      Optional<Entry> there = base.entry(item.name());
      if (there.isEmpty()) {
        stray(item.key().location(), path.key(item.name()), "The configuration has none such.");
      } else if (section.isPresent()
          && there.get().value() instanceof Mapping from
          && item.value() instanceof Mapping to) {
        Mapping value = section(section.get(), from, to, path.key(item.name()));
        replace(merged, new Entry(there.get().key(), value));
      } else {
        replace(merged, new Entry(there.get().key(), item.value()));
      }
    }
    return new Mapping(base.location(), merged);
  }

  private YamlNode backends(Optional<Entry> target, Entry entry, KeyPath path) {
    if (!(entry.value() instanceof Sequence over)) {
      return entry.value();
    }
    List<YamlNode> merged =
        new ArrayList<>(
            target.isPresent() && target.get().value() instanceof Sequence base
                ? base.items()
                : List.of());
    for (int at = 0; at < over.items().size(); at++) {
      YamlNode item = over.items().get(at);
      int there = item instanceof Mapping change ? position(merged, name(change)) : -1;
      if (there >= 0
          && merged.get(there) instanceof Mapping backend
          && item instanceof Mapping change) {
        merged.set(there, backend(backend, change));
      } else {
        stray(item.location(), path.item(at), "The configuration has no such backend.");
      }
    }
    return new Sequence(target.map(Entry::value).orElse(over).location(), merged);
  }

  private static Mapping backend(Mapping base, Mapping over) {
    List<Entry> merged = new ArrayList<>(base.entries());
    for (Entry entry : over.entries()) {
      if (!entry.name().equals("name") && !entry.name().equals("type")) {
        replace(merged, merged(base, entry));
      }
    }
    return new Mapping(base.location(), merged);
  }

  /** Of a section within an entry, only the keys that the overlay has are replaced. */
  private static Entry merged(Mapping base, Entry over) {
    Optional<YamlNode> before = base.entry(over.name()).map(Entry::value);
    if (before.isEmpty()
        || !(before.get() instanceof Mapping section)
        || !(over.value() instanceof Mapping changes)) {
      return over;
    }
    List<Entry> merged = new ArrayList<>(section.entries());
    changes.entries().forEach(entry -> replace(merged, merged(section, entry)));
    return new Entry(over.key(), new Mapping(section.location(), merged));
  }

  private static int position(List<YamlNode> backends, String name) {
    for (int at = 0; at < backends.size(); at++) {
      if (backends.get(at) instanceof Mapping backend && name(backend).equals(name)) {
        return at;
      }
    }
    return -1;
  }

  /** The name of an entry, or its type; empty when it has neither. */
  static String name(Mapping backend) {
    return text(backend, "name").or(() -> text(backend, "type")).orElse("");
  }

  /** The text of a key, when it has one. */
  static Optional<String> text(Mapping section, String key) {
    return section
        .entry(key)
        .map(Entry::value)
        .filter(value -> value instanceof Scalar scalar && !scalar.isNull())
        .map(value -> ((Scalar) value).text());
  }

  private static void replace(List<Entry> entries, Entry entry) {
    for (int at = 0; at < entries.size(); at++) {
      if (entries.get(at).name().equals(entry.name())) {
        entries.set(at, entry);
        return;
      }
    }
    entries.add(entry);
  }

  private void stray(Location location, KeyPath path, String message) {
    warnings.add(
        new ConfigProblem(
            location, path.toString(), message + " It is left out.", "Remove it from this file."));
  }
}
