package org.jackfield.spi.compatibility;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.filter.BehaviorFilter;
import japicmp.model.JApiBehavior;
import japicmp.model.JApiClass;
import japicmp.model.JApiCompatibility;
import japicmp.model.JApiCompatibilityChange;
import japicmp.model.JApiField;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javassist.CtBehavior;
import javassist.CtClass;
import javassist.CtConstructor;
import javassist.Modifier;
import org.jackfield.spi.Artifacts;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendEvents;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;

/**
 * What two versions of the interface differ in so that a plugin of the first does not compile or
 * run with the second. Two things that are incompatible by the rules of the language are none here,
 * because no plugin that keeps to its rules is broken by them: another constructor of a record, and
 * a method more in an interface that is sealed or that only the engine implements.
 */
final class IncompatibleChanges {
  private static final Set<String> OF_THE_ENGINE =
      Stream.of(
              Artifacts.class,
              Attempt.class,
              BackendContext.class,
              BackendEvents.class,
              HttpExchange.class,
              HttpTransport.class)
          .map(Class::getName)
          .collect(Collectors.toSet());

  private IncompatibleChanges() {}

  /** One sorted line for each, with the type, the member and japicmp's name for the change. */
  static List<String> between(Path oldJar, Path newJar) {
    var options = new JarArchiveComparatorOptions();
    options.getFilters().getExcludes().add((BehaviorFilter) IncompatibleChanges::makesRecord);
    return new JarArchiveComparator(options)
            .compare(
                new JApiCmpArchive(oldJar.toFile(), "old"),
                new JApiCmpArchive(newJar.toFile(), "new"))
            .stream()
            .flatMap(IncompatibleChanges::of)
            .sorted()
            .toList();
  }

  private static boolean makesRecord(CtBehavior member) {
    return member instanceof CtConstructor
        && Record.class.getName().equals(member.getDeclaringClass().getClassFile().getSuperclass());
  }

  private static Stream<String> of(JApiClass type) {
    String name = type.getFullyQualifiedName();
    return Stream.of(
            of(type, name, type),
            of(type, name, type.getSuperclass()),
            type.getInterfaces().stream().flatMap(parent -> of(type, name, parent)),
            type.getFields().stream().flatMap(field -> of(type, named(name, field), field)),
            Stream.concat(type.getConstructors().stream(), type.getMethods().stream())
                .flatMap(member -> of(type, named(name, member), member)))
        .flatMap(lines -> lines);
  }

  private static Stream<String> of(JApiClass type, String name, JApiCompatibility element) {
    return element.getCompatibilityChanges().stream()
        .filter(change -> !change.isBinaryCompatible() || !change.isSourceCompatible())
        .filter(change -> !isAddedForCallers(type, change))
        .map(change -> name + ": " + change.getType());
  }

  private static boolean isAddedForCallers(JApiClass type, JApiCompatibilityChange change) {
    return switch (change.getType()) {
      case METHOD_ADDED_TO_INTERFACE ->
          OF_THE_ENGINE.contains(type.getFullyQualifiedName())
              || isNow(type, IncompatibleChanges::isSealed);
      case METHOD_ABSTRACT_ADDED_IN_IMPLEMENTED_INTERFACE ->
          isNow(type, found -> Modifier.isFinal(found.getModifiers()));
      default -> false;
    };
  }

  private static boolean isNow(JApiClass type, Predicate<CtClass> predicate) {
    return type.getNewClass().filter(predicate).isPresent();
  }

  private static boolean isSealed(CtClass type) {
    return type.getClassFile().getAttribute("PermittedSubclasses") != null;
  }

  private static String named(String type, JApiField field) {
    return type + "." + field.getName();
  }

  private static String named(String type, JApiBehavior member) {
    return type
        + "."
        + member.getName()
        + member.getParameters().stream()
            .map(parameter -> parameter.getType())
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
