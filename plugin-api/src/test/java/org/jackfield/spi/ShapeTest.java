package org.jackfield.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.spi.http.HttpCall;
import org.junit.jupiter.api.Test;

/** The shapes that let this interface grow without breaking a plugin that was built before. */
class ShapeTest {
  @Test
  void nobody_can_extend_a_class() throws Exception {
    assertThat(publicTypes())
        .filteredOn(type -> !type.isInterface() && !type.isEnum())
        .allMatch(type -> Modifier.isFinal(type.getModifiers()));
  }

  @Test
  void only_errors_are_made_by_new() throws Exception {
    assertThat(publicTypes())
        .filteredOn(type -> !type.isRecord() && !Throwable.class.isAssignableFrom(type))
        .allMatch(type -> type.getConstructors().length == 0);
  }

  @Test
  void a_plugin_can_get_every_value_without_its_constructor() throws Exception {
    assertThat(publicTypes())
        .filteredOn(Class::isRecord)
        .filteredOn(type -> type != HttpCall.Header.class) // A call makes its own.
        .allMatch(type -> hasFactory(type) || hasConstant(type));
  }

  /** In itself, or in the interface whose kinds are all made there. */
  private static boolean hasFactory(Class<?> type) {
    return Stream.concat(Stream.of(type), Arrays.stream(type.getInterfaces()))
        .flatMap(owner -> Arrays.stream(owner.getMethods()))
        .anyMatch(
            method ->
                Modifier.isStatic(method.getModifiers())
                    && method.getReturnType().isAssignableFrom(type)
                    && method.getReturnType() != Object.class);
  }

  private static boolean hasConstant(Class<?> type) {
    return Arrays.stream(type.getFields()).anyMatch(field -> field.getType() == type);
  }

  private static List<Class<?>> publicTypes() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Backend.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .<Class<?>>map(ShapeTest::load)
          .filter(type -> Modifier.isPublic(type.getModifiers()))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
