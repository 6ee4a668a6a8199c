package org.jackfield.engine.plugin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * What an archive says of itself in {@code META-INF/MANIFEST.MF}. Values that break the rules are
 * kept out of the components and named in {@link #problem}, so that a bad manifest still says what
 * can be known.
 *
 * @param id {@code Plugin-Id}; empty when missing or unusable
 * @param version {@code Plugin-Version}; empty when missing or unusable
 * @param requires {@code Plugin-Requires}, a range of SPI versions; empty when missing
 * @param types {@code Backend-Types}, as far as usable
 * @param license {@code Plugin-License}
 * @param problem the first thing that is wrong with it
 */
record PluginManifest(
    String id,
    String version,
    String requires,
    List<String> types,
    Optional<String> license,
    Optional<String> problem) {
  static final String PATH = "META-INF/MANIFEST.MF";
  static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}");

  PluginManifest {
    types = List.copyOf(types);
  }

  /** Reads a manifest; an unreadable one is a rejection. */
  static Manifest parse(byte[] content) {
    try {
      return new Manifest(new ByteArrayInputStream(content));
    } catch (IOException | IllegalArgumentException e) {
      throw new PluginRejectedException(
          "Its " + PATH + " cannot be read: " + ShownText.of(String.valueOf(e.getMessage())) + ".");
    }
  }

  /** Whether the manifest names a plugin at all, or only describes a library. */
  static boolean namesPlugin(Manifest manifest) {
    return !value(manifest, "Plugin-Id").isEmpty();
  }

  /** The plugin that the manifest describes. */
  static PluginManifest of(Manifest manifest) {
    String id = value(manifest, "Plugin-Id");
    String version = value(manifest, "Plugin-Version");
    String requires = value(manifest, "Plugin-Requires");
    List<String> types =
        Arrays.stream(value(manifest, "Backend-Types").split("[,\\s]+"))
            .filter(type -> !type.isEmpty())
            .distinct()
            .toList();
    String license = value(manifest, "Plugin-License");
    return new PluginManifest(
        ID.matcher(id).matches() ? id : "",
        VERSION.matcher(version).matches() ? version : "",
        requires,
        types.stream().filter(type -> TYPE.matcher(type).matches()).toList(),
        license.isEmpty() ? Optional.empty() : Optional.of(ShownText.of(license)),
        problem(manifest, id, version, requires, types));
  }

  private static Optional<String> problem(
      Manifest manifest, String id, String version, String requires, List<String> types) {
    if (id.isEmpty()) {
      return missing("Plugin-Id");
    }
    if (!ID.matcher(id).matches()) {
      return unusable("Plugin-Id", id, "letters, digits, '.', '_' and '-'");
    }
    if (version.isEmpty()) {
      return missing("Plugin-Version");
    }
    if (!VERSION.matcher(version).matches()) {
      return unusable("Plugin-Version", version, "a version such as 1.2.0");
    }
    if (requires.isEmpty()) {
      return missing("Plugin-Requires");
    }
    if (types.isEmpty()) {
      return missing("Backend-Types");
    }
    for (String type : types) {
      if (!TYPE.matcher(type).matches()) {
        return unusable("Backend-Types", type, "lower-case letters, digits, '_' and '-'");
      }
    }
    for (String unsupported : List.of("Plugin-Dependencies", "Plugin-Class")) {
      if (!value(manifest, unsupported).isEmpty()) {
        return Optional.of(
            "Its manifest has "
                + unsupported
                + ", which has no meaning here: a plugin brings its"
                + " own libraries and is found by its service file. Remove the line.");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> missing(String name) {
    return Optional.of(
        "Its manifest has no "
            + name
            + ". A plugin's "
            + PATH
            + " names Plugin-Id, Plugin-Version, Plugin-Requires and Backend-Types.");
  }

  private static Optional<String> unusable(String name, String value, String allowed) {
    return Optional.of(
        "Its manifest has the "
            + name
            + " "
            + ShownText.quoted(value)
            + "; allowed are "
            + allowed
            + ".");
  }

  /**
   * Refuses a {@code Class-Path} that could reach a file outside the archive's private folder: the
   * JDK's class loader would follow it.
   */
  static void checkClassPath(Manifest manifest) {
    String value = attribute(manifest, Attributes.Name.CLASS_PATH.toString());
    for (String entry : value.split("\\s+")) {
      if (entry.startsWith("/")
          || entry.contains(":")
          || entry.contains("..")
          || entry.contains("%")) {
        throw new PluginRejectedException(
            "A manifest in it has the Class-Path entry "
                + ShownText.quoted(entry)
                + ", which points outside of the plugin.");
      }
    }
  }

  private static String value(Manifest manifest, String name) {
    return attribute(manifest, name).strip();
  }

  private static String attribute(Manifest manifest, String name) {
    String value = manifest.getMainAttributes().getValue(name);
    return value == null ? "" : value;
  }
}
