package org.jackfield.engine.plugin;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks through the class files of one plugin for what reaches beyond it: calls that end the
 * process, and native code inside it. It reads what the classes refer to, and runs nothing. It
 * guards against accidents, not against malice: what is called by reflection does not show here.
 * Owned by the thread that takes the plugin.
 */
final class ClassScan {
  static final String ENDING = ".class";
  static final String NATIVE_METHOD = "a native method";
  private static final int MAX_CLASSES = 3;
  private static final int MAGIC = 0xCAFEBABE;
  private static final int HEADER_BYTES = 8;

  /** Classes for another Java release, in a jar that says it has some (JEP 238). */
  private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d{1,9})/(.+)");

  private static final ClassFile READER = ClassFile.of();

  /** What is looked for: the methods of a class, and what they do to the process. */
  private static final Map<String, Map<String, ClassFinding.Kind>> METHODS =
      Map.of(
          "java/lang/System",
          Map.of(
              "exit", ClassFinding.Kind.EXIT,
              "load", ClassFinding.Kind.NATIVE,
              "loadLibrary", ClassFinding.Kind.NATIVE),
          "java/lang/Runtime",
          Map.of(
              "exit", ClassFinding.Kind.EXIT,
              "halt", ClassFinding.Kind.EXIT,
              "load", ClassFinding.Kind.NATIVE,
              "loadLibrary", ClassFinding.Kind.NATIVE),
          "java/lang/foreign/SymbolLookup",
          Map.of(
              "libraryLookup", ClassFinding.Kind.NATIVE,
              "loaderLookup", ClassFinding.Kind.NATIVE),
          "java/lang/foreign/Linker",
          Map.of(
              "nativeLinker", ClassFinding.Kind.NATIVE,
              "downcallHandle", ClassFinding.Kind.NATIVE));

  /** By kind and how, so that the same bytes are told in the same words. */
  private final Map<ClassFinding.Kind, Map<String, Set<String>>> found = new TreeMap<>();

  /** Whether an entry of a jar is a class that this Java could load. */
  static boolean concerns(ZipMember member) {
    if (!member.name().endsWith(ENDING)) {
      return false;
    }
    Matcher versioned = VERSIONED.matcher(member.name());
    return !versioned.matches()
        || Integer.parseInt(versioned.group(1)) <= Runtime.version().feature();
  }

  /**
   * Looks through one class file. What the JVM would not take for a class at all, or not for one of
   * its time, is passed over: it refuses that by itself. What it might take and we cannot read is
   * refused, because nobody knows what it does.
   */
  void look(ZipMember member, byte[] content) {
    if (!loadable(content)) {
      return;
    }
    String name = className(member.name());
    try {
      ClassModel model = READER.parse(content);
      for (PoolEntry entry : model.constantPool()) {
        if (entry instanceof MemberRefEntry reference) {
          look(name, reference);
        }
      }
      if (model.methods().stream().anyMatch(method -> method.flags().has(AccessFlag.NATIVE))) {
        add(ClassFinding.Kind.NATIVE, NATIVE_METHOD, name);
      }
    } catch (IllegalArgumentException e) {
      throw new PluginRejectedException(
          "Its class "
              + ShownText.of(name)
              + " is damaged, so that nobody can tell what it does: "
              + ShownText.of(String.valueOf(e.getMessage()))
              + ".");
    }
  }

  private static boolean loadable(byte[] content) {
    if (content.length < HEADER_BYTES) {
      return false;
    }
    int magic =
        (content[0] & 0xff) << 24
            | (content[1] & 0xff) << 16
            | (content[2] & 0xff) << 8
            | (content[3] & 0xff);
    int version = (content[6] & 0xff) << 8 | (content[7] & 0xff);
    return magic == MAGIC && version <= ClassFile.latestMajorVersion();
  }

  private static String className(String entry) {
    Matcher versioned = VERSIONED.matcher(entry);
    String path = versioned.matches() ? versioned.group(2) : entry;
    return path.substring(0, path.length() - ENDING.length()).replace('/', '.');
  }

  private void look(String className, MemberRefEntry reference) {
    String owner = reference.owner().asInternalName();
    String method = reference.name().stringValue();
    ClassFinding.Kind kind = METHODS.getOrDefault(owner, Map.of()).get(method);
    if (kind != null) {
      add(kind, owner.substring(owner.lastIndexOf('/') + 1) + "." + method, className);
    }
  }

  private void add(ClassFinding.Kind kind, String how, String className) {
    Set<String> classes =
        found
            .computeIfAbsent(kind, any -> new TreeMap<>())
            .computeIfAbsent(how, any -> new LinkedHashSet<>());
    if (classes.size() < MAX_CLASSES) {
      classes.add(className);
    }
  }

  /** What was found so far. */
  List<ClassFinding> findings() {
    List<ClassFinding> findings = new ArrayList<>();
    found.forEach(
        (kind, calls) ->
            calls.forEach(
                (how, classes) -> findings.add(new ClassFinding(kind, how, List.copyOf(classes)))));
    return List.copyOf(findings);
  }
}
