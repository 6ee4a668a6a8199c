package org.jackfield.engine.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jackfield.spi.BackendFactory;

/**
 * Makes real plugin jars from source code, so that tests load what users drop in. A builder starts
 * as a sound plugin with one factory; each method changes one thing of it.
 */
public final class PluginJarBuilder {
  private static final String SERVICE = "META-INF/services/" + BackendFactory.class.getName();
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new TreeMap<>();
  private final Set<String> removed = new HashSet<>();

  private PluginJarBuilder() {}

  /** An empty jar: no manifest entries, no sources. */
  public static PluginJarBuilder empty() {
    return new PluginJarBuilder();
  }

  /** A sound plugin of that id with one factory {@code demo.Factory} for the types. */
  public static PluginJarBuilder plugin(String id, String... types) {
    return new PluginJarBuilder()
        .attribute("Plugin-Id", id)
        .attribute("Plugin-Version", "1.0.0")
        .attribute("Plugin-Requires", ">=0.1.0 & <0.2.0")
        .attribute("Plugin-License", "Apache-2.0")
        .attribute("Backend-Types", types[0])
        .factory(new FactorySource("demo.Factory", types));
  }

  /** Sets an entry of the manifest. */
  public PluginJarBuilder attribute(String name, String value) {
    attributes.put(name, value);
    return this;
  }

  /** Takes an entry out of the manifest. */
  public PluginJarBuilder withoutAttribute(String name) {
    attributes.remove(name);
    return this;
  }

  /** Adds a factory and its line in the service file; one of the same name is replaced. */
  public PluginJarBuilder factory(FactorySource factory) {
    sources.put(factory.className(), factory.code());
    return service(factory.className());
  }

  /** Adds a class. */
  public PluginJarBuilder source(String className, String code) {
    sources.put(className, code);
    return this;
  }

  /** Names one more class in the service file. */
  public PluginJarBuilder service(String className) {
    String before = new String(entries.getOrDefault(SERVICE, new byte[0]), UTF_8);
    return before.lines().toList().contains(className)
        ? this
        : entry(SERVICE, (before + className + "\n").getBytes(UTF_8));
  }

  /** Adds a file. */
  public PluginJarBuilder entry(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  /** Takes a file or a compiled class out of the jar. */
  public PluginJarBuilder without(String name) {
    removed.add(name);
    return this;
  }

  /** All files of the jar by name, the manifest first. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    if (!attributes.isEmpty()) {
      files.put("META-INF/MANIFEST.MF", manifest());
    }
    files.putAll(compile(sources));
    files.putAll(entries);
    files.keySet().removeAll(removed);
    return files;
  }

  /** The bytes of the jar. */
  public byte[] bytes() {
    return zip(files());
  }

  /** Writes the jar. */
  public Path write(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A zip of files, written by the JDK. */
  public static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private byte[] manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach(manifest.getMainAttributes()::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      manifest.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Class files by entry name. */
  private static Map<String, byte[]> compile(Map<String, String> sources) {
    if (sources.isEmpty()) {
      return Map.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (ClassCollector classes =
        new ClassCollector(compiler.getStandardFileManager(null, null, UTF_8))) {
      List<String> options = List.of("-classpath", apiClassPath(), "-proc:none", "-nowarn");
      List<Source> units =
          sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
      if (!compiler.getTask(messages, classes, null, options, null, units).call()) {
        throw new IllegalArgumentException("Does not compile:\n" + messages + sources);
      }
      return classes.files();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the plugin API lies: a plugin is compiled against it and nothing else. */
  private static String apiClassPath() {
    try {
      return Path.of(
              BackendFactory.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    Source(String className, String code) {
      super(
          URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension),
          Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }

  private static final class ClassCollector extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> outputs = new TreeMap<>();

    ClassCollector(JavaFileManager delegate) {
      super(delegate);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      String name = className.replace('.', '/') + kind.extension;
      return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
        @Override
        public ByteArrayOutputStream openOutputStream() {
          return outputs.computeIfAbsent(name, any -> new ByteArrayOutputStream());
        }
      };
    }

    Map<String, byte[]> files() {
      return outputs.entrySet().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey, e -> e.getValue().toByteArray(), (a, b) -> b, TreeMap::new));
    }
  }

  /**
   * The source of a factory: sound as it starts, each method replaces the body of one of its
   * methods. The body of {@link #probe} is an expression of type String; the backend's health shows
   * it, which makes it a window into the plugin.
   */
  public static final class FactorySource {
    private final String className;
    private String types;
    private String settings = "return SettingsSpec.of();";
    private String data = "return DataLocation.LOCAL;";
    private String create = "return new Demo(context);";
    private String probe = "\"fine\"";
    private String chat = "throw new BackendException(ErrorCode.UNSUPPORTED, \"no chat\");";
    private String close = "";
    private String operation = "";
    private String members = "";

    /** A factory for the types. */
    public FactorySource(String className, String... types) {
      this.className = className;
      this.types =
          Arrays.stream(types)
              .map(type -> "\"" + type + "\"")
              .collect(Collectors.joining(", ", "return List.of(", ");"));
    }

    /** The body of {@code types()}. */
    public FactorySource types(String body) {
      types = body;
      return this;
    }

    /** The body of {@code settings()}. */
    public FactorySource settings(String body) {
      settings = body;
      return this;
    }

    /** The body of {@code data(Settings values)}. */
    public FactorySource data(String body) {
      data = body;
      return this;
    }

    /** The body of {@code create(BackendContext context)}. */
    public FactorySource create(String body) {
      create = body;
      return this;
    }

    /** The text of the backend's health: an expression. */
    public FactorySource probe(String expression) {
      probe = expression;
      return this;
    }

    /** The body of {@code Chat.open(ChatRequest request, Attempt attempt)}. */
    public FactorySource chat(String body) {
      chat = body;
      return this;
    }

    /** What {@code operation(Class<T> kind)} does first: statements, which may return. */
    public FactorySource operation(String statements) {
      operation = statements;
      return this;
    }

    /** The body of the backend's {@code close()}. */
    public FactorySource close(String body) {
      close = body;
      return this;
    }

    /** Further members of the factory class. */
    public FactorySource members(String code) {
      members = code;
      return this;
    }

    String className() {
      return className;
    }

    String code() {
      int dot = className.lastIndexOf('.');
      return TEMPLATE
          .replace("@PACKAGE@", className.substring(0, dot))
          .replace("@NAME@", className.substring(dot + 1))
          .replace("@TYPES@", types)
          .replace("@SETTINGS@", settings)
          .replace("@DATA@", data)
          .replace("@CREATE@", create)
          .replace("@PROBE@", probe)
          .replace("@CHAT@", chat)
          .replace("@CLOSE@", close)
          .replace("@OPERATION@", operation)
          .replace("@MEMBERS@", members);
    }

    private static final String TEMPLATE =
        """
        package @PACKAGE@;
        import java.util.*;
        import org.jackfield.spi.*;
        import org.jackfield.spi.chat.*;
        import org.jackfield.spi.operation.*;
        public class @NAME@ implements BackendFactory {
          @MEMBERS@
          public List<String> types() { @TYPES@ }
          public SettingsSpec settings() { @SETTINGS@ }
          public DataLocation data(Settings values) { @DATA@ }
          public Backend create(BackendContext context) { @CREATE@ }
          static class Demo implements Backend {
            final BackendContext context;
            Demo(BackendContext context) { this.context = context; }
            public <T extends Operation> Optional<T> operation(Class<T> kind) {
              @OPERATION@
              Chat chat = (request, attempt) -> { @CHAT@ };
              return kind == Chat.class ? Optional.of(kind.cast(chat)) : Optional.empty();
            }
            public Capabilities capabilities(String model) { return Capabilities.of(); }
            public Health probe(Attempt attempt) { return Health.up(String.valueOf(@PROBE@)); }
            public void close() { @CLOSE@ }
          }
        }
        """;
  }
}
