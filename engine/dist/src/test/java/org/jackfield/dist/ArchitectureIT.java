package org.jackfield.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The directions in which the rooms may lean on each other, read from what the build compiled. */
class ArchitectureIT {
  private static final Path CLONE = Path.of(System.getProperty("jackfield.clone", ""));
  private static final String SPI = "org.jackfield.spi..";
  private static final String ENGINE = "org.jackfield.engine..";
  private static final String MODELS = "org.jackfield.models..";
  private static final String SERVER = "org.jackfield.server..";
  private static final String CLI = "org.jackfield.cli..";
  private static final String TESTKIT = "org.jackfield.testkit..";
  private static final String PLUGINS = "org.jackfield.plugin..";
  private static final String[] PLUGIN_LIBRARIES = {
    "org.jackfield.wire..",
    "org.jackfield.openaiwire..",
    "org.jackfield.anthropicwire..",
    "org.jackfield.chattemplate.."
  };
  private static final String[] JDK = {
    "java..", "javax..", "jdk..", "com.sun.management..", "org.jspecify.annotations.."
  };

  private static final JavaClasses CODE = code();

  private static JavaClasses code() {
    List<Path> folders =
        Stream.of("", "engine", "plugins")
            .map(CLONE::resolve)
            .flatMap(ArchitectureIT::folders)
            .map(room -> room.resolve("target/classes"))
            .filter(Files::isDirectory)
            .toList();
    return new ClassFileImporter().importPaths(folders);
  }

  private static Stream<Path> folders(Path parent) {
    try (Stream<Path> children = Files.list(parent)) {
      return children.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_room_was_compiled() {
    assertThat(
            Stream.of(SPI, ENGINE, MODELS, SERVER, CLI, TESTKIT, PLUGINS)
                .map(name -> name.substring(0, name.length() - 2)))
        .allSatisfy(
            name ->
                assertThat(CODE.stream().map(type -> type.getPackageName()))
                    .anyMatch(found -> found.startsWith(name)));
    assertThat(CODE).hasSizeGreaterThan(500);
  }

  @Test
  void the_plugin_api_leans_on_the_jdk_alone() {
    classes()
        .that()
        .resideInAPackage(SPI)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(and(JDK, SPI))
        .check(CODE);
  }

  @Test
  void rooms_lean_one_way_server_and_cli_on_the_core_and_the_core_on_the_api() {
    apart(ENGINE, MODELS, SERVER, CLI, PLUGINS);
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(PLUGIN_LIBRARIES)
        .check(CODE);
    apart(MODELS, SERVER, CLI, PLUGINS);
    apart(SERVER, MODELS, CLI, PLUGINS);
    apart(CLI, PLUGINS);
  }

  private static void apart(String room, String... others) {
    noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CODE);
  }

  @Test
  void plugins_see_the_api_their_libraries_and_the_jdk() {
    classes()
        .that()
        .resideInAnyPackage(and(PLUGIN_LIBRARIES, PLUGINS))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Stream.of(JDK, PLUGIN_LIBRARIES, new String[] {SPI, PLUGINS, "tools.jackson.."})
                .flatMap(Stream::of)
                .toArray(String[]::new))
        .check(CODE);
    slices().matching("org.jackfield.plugin.(*)..").should().notDependOnEachOther().check(CODE);
  }

  @Test
  void plugins_make_records_of_the_api_by_their_factories() {
    noClasses()
        .that()
        .resideInAnyPackage(and(PLUGIN_LIBRARIES, PLUGINS))
        .should()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "it belongs to a record of the plugin API", ArchitectureIT::makesRecordOfApi))
        .check(CODE);
  }

  private static boolean makesRecordOfApi(JavaConstructorCall call) {
    return call.getTargetOwner().isRecord()
        && call.getTargetOwner().getPackageName().startsWith("org.jackfield.spi");
  }

  @Test
  void plugins_read_no_environment_and_print_nothing() {
    noClasses()
        .that()
        .resideInAnyPackage(and(PLUGIN_LIBRARIES, PLUGINS))
        .should()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CODE);
  }

  @Test
  void nothing_but_the_command_line_and_the_upstream_program_prints() {
    noClasses()
        .that()
        .resideInAnyPackage(SPI, ENGINE, MODELS, SERVER, TESTKIT, CLI)
        .and()
        .doNotHaveFullyQualifiedName("org.jackfield.cli.Main")
        .and()
        .doNotHaveFullyQualifiedName("org.jackfield.testkit.upstream.UpstreamProgram")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CODE);
  }

  @Test
  void every_package_says_that_nothing_in_it_is_null_unless_marked() {
    Set<String> marked =
        CODE.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .filter(type -> type.isAnnotatedWith(NullMarked.class))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());

    assertThat(CODE.stream().map(JavaClass::getPackageName).distinct())
        .allSatisfy(name -> assertThat(marked).as("@NullMarked packages").contains(name));
  }

  @Test
  void names_say_what_a_class_is() {
    noClasses()
        .should()
        .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
        .because("such a name fits anything")
        .check(CODE);
  }

  @Test
  void each_library_stays_in_its_package() {
    onlyIn("io.helidon..", "org.jackfield.server.helidon..");
    onlyIn("okhttp3..", "org.jackfield.engine.http..", "org.jackfield.models.fetch..");
    onlyIn("okio..", "org.jackfield.engine.http..", "org.jackfield.models.fetch..");
    onlyIn("org.pf4j..", "org.jackfield.engine.plugin..");
    onlyIn("com.networknt..", "org.jackfield.engine.structured..");
    onlyIn("com.google.re2j..", "org.jackfield.engine.structured..");
    onlyIn("picocli..", CLI);
    onlyIn("org.jline..", CLI);
  }

  private static void onlyIn(String library, String... homes) {
    noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CODE);
  }

  @Test
  void the_packages_of_the_core_have_no_cycle() {
    slices().matching("org.jackfield.engine.(*)..").should().beFreeOfCycles().check(CODE);
    apart("org.jackfield.engine.config..", "org.jackfield.engine.snapshot..");
    apart("org.jackfield.engine.plugin..", "org.jackfield.engine.snapshot..");
    apart("org.jackfield.engine.snapshot..", "org.jackfield.engine.call..");
    apart(
        "org.jackfield.engine.structured..",
        "org.jackfield.engine.call..",
        "org.jackfield.engine.snapshot..");
  }

  private static String[] and(String[] packages, String... more) {
    return Stream.of(packages, more).flatMap(Stream::of).toArray(String[]::new);
  }
}
