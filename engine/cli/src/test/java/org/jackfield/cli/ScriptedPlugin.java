package org.jackfield.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jackfield.cli.scripted.ScriptedFactory;
import org.jackfield.cli.scripted.SecuredFactory;

/** Packs the scripted backend as the plugin jar it would be. */
final class ScriptedPlugin {
  private static final List<String> CLASSES =
      List.of("ScriptedFactory", "ScriptedBackend", "ScriptedBackend$Script", "SecuredFactory");

  private ScriptedPlugin() {}

  /** The jar, written into that folder. */
  static Path in(Path folder) throws IOException {
    return in(folder, CLASSES);
  }

  /** The same with a class that would end the process. */
  static Path ending(Path folder) throws IOException {
    return in(folder, Stream.concat(CLASSES.stream(), Stream.of("Ender")).toList());
  }

  private static Path in(Path folder, List<String> classes) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Plugin-Id", "scripted");
    main.putValue("Plugin-Version", "1.0.0");
    main.putValue("Plugin-Requires", ">=0.1.0 & <0.2.0");
    main.putValue("Backend-Types", "scripted,secured");
    Path jar = Files.createDirectories(folder).resolve("scripted.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(entry(JarFile.MANIFEST_NAME));
      manifest.write(out);
      out.closeEntry();
      String path = ScriptedFactory.class.getPackageName().replace('.', '/') + "/";
      for (String name : classes) {
        out.putNextEntry(entry(path + name + ".class"));
        try (InputStream in = ScriptedFactory.class.getResourceAsStream(name + ".class")) {
          if (in == null) {
            throw new IOException("There is no compiled " + name + ".");
          }
          in.transferTo(out);
        }
        out.closeEntry();
      }
      out.putNextEntry(entry("META-INF/services/org.jackfield.spi.BackendFactory"));
      String factories =
          ScriptedFactory.class.getName() + "\n" + SecuredFactory.class.getName() + "\n";
      out.write(factories.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    return jar;
  }

  /** Of one time, so that packing again gives the same bytes: the same version of the plugin. */
  private static JarEntry entry(String name) {
    JarEntry entry = new JarEntry(name);
    entry.setTime(0);
    return entry;
  }
}
