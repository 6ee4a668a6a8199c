package org.jackfield.spi.compatibility;

import static java.lang.classfile.ClassFile.ACC_ABSTRACT;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.ExceptionsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.Capability;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.operation.Preload;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes the compiled interface as somebody might, and looks who is told. */
class IncompatibleChangesTest {
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(CD_void);

  @TempDir private Path folder;
  private Path before;

  @BeforeEach
  void packs_the_interface_as_it_is() throws Exception {
    before = jar("before.jar", Map.of());
  }

  @Test
  void what_plugins_use_may_not_go() throws Exception {
    assertChanged(
        Map.of(
            Health.class,
            withoutMethod("loading"),
            Capability.class,
            ClassTransform.dropping(
                element -> element instanceof FieldModel field && isNamed(field, "TOOLS"))),
        "org.jackfield.spi.Capability.TOOLS: FIELD_REMOVED",
        "org.jackfield.spi.Health.loading(java.lang.String): METHOD_REMOVED");
  }

  @Test
  void what_plugins_implement_may_ask_for_no_more() throws Exception {
    assertChanged(
        Map.of(BackendFactory.class, withMethod("icon"), Chat.class, withMethod("resume")),
        "org.jackfield.spi.BackendFactory.icon(): METHOD_ADDED_TO_INTERFACE",
        "org.jackfield.spi.chat.Chat.resume(): METHOD_ADDED_TO_INTERFACE");
  }

  @Test
  void what_only_a_compiler_would_notice_counts_as_well() throws Exception {
    assertChanged(
        Map.of(
            Preload.class,
            ClassTransform.transformingMethods(
                (method, element) -> {
                  method.with(element);
                  method.with(ExceptionsAttribute.ofSymbols(ClassDesc.of("java.io.IOException")));
                })),
        "org.jackfield.spi.operation.Preload.preload(org.jackfield.spi.Attempt):"
            + " METHOD_NOW_THROWS_CHECKED_EXCEPTION");
  }

  @Test
  void what_only_the_engine_makes_may_offer_more() throws Exception {
    assertChanged(
        Map.of(
            Attempt.class, withMethod("progress"),
            Part.class, withMethod("size"),
            Health.class,
                withoutMethod(INIT_NAME)
                    .andThen(
                        ClassTransform.endHandler(
                            builder ->
                                builder.withMethod(
                                    INIT_NAME,
                                    MethodTypeDesc.of(CD_void, CD_String, CD_boolean),
                                    ACC_PUBLIC,
                                    method -> method.withCode(code -> code.return_()))))));
  }

  private void assertChanged(Map<Class<?>, ClassTransform> changes, String... lines)
      throws Exception {
    assertThat(IncompatibleChanges.between(before, jar("after.jar", changes)))
        .containsExactly(lines);
  }

  private static ClassTransform withMethod(String name) {
    return ClassTransform.endHandler(
        builder -> builder.withMethod(name, NOTHING, ACC_PUBLIC | ACC_ABSTRACT, method -> {}));
  }

  private static ClassTransform withoutMethod(String name) {
    return ClassTransform.dropping(
        element -> element instanceof MethodModel method && method.methodName().equalsString(name));
  }

  private static boolean isNamed(FieldModel field, String name) {
    return field.fieldName().equalsString(name);
  }

  /** The classes of this module, of which some are changed. */
  private Path jar(String name, Map<Class<?>, ClassTransform> changes)
      throws IOException, URISyntaxException {
    Path classes =
        Path.of(Health.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> found = Files.walk(classes)) {
      for (Path source : found.filter(path -> path.toString().endsWith(".class")).toList()) {
        String entry = classes.relativize(source).toString();
        out.putNextEntry(new ZipEntry(entry));
        out.write(changed(entry, Files.readAllBytes(source), changes));
      }
    }
    return jar;
  }

  private static byte[] changed(String entry, byte[] bytes, Map<Class<?>, ClassTransform> changes) {
    String type = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
    return changes.entrySet().stream()
        .filter(change -> change.getKey().getName().equals(type))
        .map(
            change -> ClassFile.of().transformClass(ClassFile.of().parse(bytes), change.getValue()))
        .findFirst()
        .orElse(bytes);
  }
}
