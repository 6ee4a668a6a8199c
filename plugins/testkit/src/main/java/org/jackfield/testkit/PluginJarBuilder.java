package org.jackfield.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jackfield.spi.BackendFactory;

/**
 * Compiles sources into a real plugin jar, so that a test of loading has good and broken ones at
 * hand. Not thread-safe.
 */
public final class PluginJarBuilder {
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private PluginJarBuilder() {}

  /** A plugin of that id and version that asks for this SPI and brings these backend types. */
  public static PluginJarBuilder plugin(String id, String version, String... types) {
    return new PluginJarBuilder()
        .attribute("Plugin-Id", id)
        .attribute("Plugin-Version", version)
        .attribute("Plugin-Requires", ">=0.1.0 & <0.2.0")
        .attribute("Backend-Types", String.join(",", types));
  }

  /** Sets an attribute of the manifest. */
  public PluginJarBuilder attribute(String name, String value) {
    attributes.put(name, value);
    return this;
  }

  /** Leaves an attribute out of the manifest. */
  public PluginJarBuilder without(String name) {
    attributes.remove(name);
    return this;
  }

  /** Adds a class, by its full name, to be compiled against the SPI. */
  public PluginJarBuilder source(String className, String code) {
    sources.put(className, code);
    return this;
  }

  /** Registers a class as a backend factory. */
  public PluginJarBuilder factory(String className) {
    return file(
        "META-INF/services/" + BackendFactory.class.getName(),
        (className + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Adds an entry as it is. */
  public PluginJarBuilder file(String entry, byte[] bytes) {
    files.put(entry, bytes);
    return this;
  }

  /** Builds the jar at that path, replacing a file that is there in one step. */
  public Path build(Path target) {
    try {
      Path work = Files.createTempDirectory(target.toAbsolutePath().getParent(), ".build");
      Path classes = Files.createDirectories(work.resolve("classes"));
      compile(work, classes);
      Path jar = work.resolve("plugin.jar");
      write(jar, classes);
      Files.move(jar, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      delete(work);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile(Path work, Path classes) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-d",
                classes.toString(),
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path")));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve("src/" + source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      arguments.add(Files.writeString(file, source.getValue()).toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    int result = compiler.run(null, complaints, complaints, arguments.toArray(String[]::new));
    if (result != 0) {
      throw new AssertionError("The test plugin does not compile:\n" + complaints);
    }
  }

  private void write(Path jar, Path classes) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach(manifest.getMainAttributes()::putValue);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> compiled = Files.walk(classes)) {
      for (Path file : compiled.filter(Files::isRegularFile).sorted().toList()) {
        entry(
            out, classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        entry(out, file.getKey(), file.getValue());
      }
    }
  }

  private static void entry(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
