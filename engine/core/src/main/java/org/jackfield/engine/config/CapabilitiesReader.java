package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.engine.capability.CapabilityChanges;
import org.jackfield.engine.capability.CapabilityRow;
import org.jackfield.engine.capability.CapabilityRows;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.spi.Capability;
import org.jackfield.spi.SamplingParameter;

/**
 * Reads data on models: the rows that the engine comes with, then those of the file. A row about a
 * type whose plugin is not there waits for it.
 */
final class CapabilitiesReader {
  private static final KeyPath ROWS = KeyPath.of(CapabilityKeys.ROWS);

  private final Resolution resolution;
  private final InstalledTypes types;
  private final List<CapabilityRow> rows = new ArrayList<>();

  CapabilitiesReader(Resolution resolution, InstalledTypes types) {
    this.resolution = resolution;
    this.types = types;
  }

  CapabilityRows read(CapabilityFile file) {
    CapabilityFile.shipped().rows().ifPresent(this::rows);
    file.rows().ifPresent(this::rows);
    return new CapabilityRows(rows);
  }

  private void rows(YamlNode node) {
    switch (node) {
      case YamlNode.Sequence sequence -> {
        for (int at = 0; at < sequence.items().size(); at++) {
          row(sequence.items().get(at), ROWS.item(at));
        }
      }
      case YamlNode.Scalar scalar when scalar.isNull() -> {}
      default ->
          resolution.problem(
              node.location(),
              ROWS,
              "Here stands " + node.description() + " where a list belongs.",
              "Begin each row with '- type: '.");
    }
  }

  private void row(YamlNode node, KeyPath path) {
    SectionReader reader =
        new SectionReader(resolution, path, node, CapabilityKeys.ROW)
            .refuseUnknownKeys(" of a row");
    List<String> about = texts(reader, node, path, "type");
    List<String> models = texts(reader, node, path, "models");
    reader.items("type").forEach(this::warnOfSlip);
    rows.add(new CapabilityRow(about, models, changes(reader), place(node)));
  }

  private List<String> texts(SectionReader reader, YamlNode row, KeyPath path, String key) {
    List<String> texts = reader.items(key).stream().map(Located::text).toList();
    if (texts.isEmpty() && row instanceof YamlNode.Mapping && reader.node(key) == null) {
      resolution.problem(row.location(), path, "This row has no '" + key + "'.", "");
    }
    return texts;
  }

  /** The plugin of a type may just not be here, so an unknown one is no mistake by itself. */
  private void warnOfSlip(Located type) {
    if (!types.names().contains(type.text())) {
      Nearest.of(type.text(), types.names())
          .ifPresent(
              near ->
                  resolution.warning(
                      type.location(),
                      type.path(),
                      "No backend is of the type " + Shown.value(type.text()) + ".",
                      "Did you mean '" + near + "'?"));
    }
  }

  private static String place(YamlNode node) {
    String file = node.location().file();
    return file.substring(file.lastIndexOf('/') + 1) + ":" + node.location().line();
  }

  /** What a row, or a backend's entry, says of models. */
  static CapabilityChanges changes(SectionReader reader) {
    Map<String, String> traits = new LinkedHashMap<>();
    reader.named("traits").forEach((name, value) -> traits.put(name, value.text()));
    return new CapabilityChanges(
        reader.integer("context"),
        reader.integer("max_output"),
        features(reader, "has"),
        features(reader, "lacks"),
        refuses(reader),
        traits);
  }

  private static Set<Capability> features(SectionReader reader, String key) {
    Set<Capability> features = EnumSet.noneOf(Capability.class);
    for (Located item : reader.items(key)) {
      features.add(Capability.valueOf(item.text().toUpperCase(Locale.ROOT)));
    }
    return features;
  }

  /** An empty list says that it refuses none. */
  private static Optional<Set<SamplingParameter>> refuses(SectionReader reader) {
    Set<SamplingParameter> refused = EnumSet.noneOf(SamplingParameter.class);
    for (Located item : reader.items("refuses")) {
      SamplingParameter.of(item.text()).ifPresent(refused::add);
    }
    return reader.node("refuses") == null ? Optional.empty() : Optional.of(refused);
  }
}
