package org.jackfield.dist.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of the plugins says what every type of the distribution can, and lists it with all of
 * its settings.
 */
class PluginsPageIT {
  private static final Path PAGE = NewUser.CLONE.resolve("plugins/README.md");
  private static final Pattern SECTION = Pattern.compile("(?m)^## `([a-z-]+)`");
  private static final Pattern OPTION = Pattern.compile("(?m)^  (\\w+): (.*)\\n      (.*)$");

  /** What stands between these is generated. */
  private static final String BEGIN = "<!-- generated: what backends can -->\n";

  private static final String END = "<!-- end of what is generated -->\n";

  @TempDir private Path folder;

  @Test
  void every_type_has_a_section_with_its_settings() throws Exception {
    NewUser user =
        new NewUser(folder).write("jackfield.yaml", "llm: {providers: [{type: echo}]}\n");
    String page = Files.readString(PAGE);
    List<String> types = SECTION.matcher(page).results().map(found -> found.group(1)).toList();
    String installed = user.jackfield("plugins", "list", "--config", "jackfield.yaml").success();

    assertThat(installed.lines().skip(1)).hasSize(types.size());
    for (String type : types) {
      String described =
          user.jackfield("plugins", "describe", type, "--config", "jackfield.yaml").success();
      assertThat(page).as("the section of %s", type).contains(table(described));
    }
  }

  @Test
  void the_tables_of_what_backends_can_are_what_the_plugins_and_the_data_on_models_say()
      throws Exception {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    String tables = BackendFeatures.markdown(folder);
    if (Boolean.getBoolean("jackfield.regenerate")) {
      page = page.substring(0, from) + tables + page.substring(to);
      Files.writeString(PAGE, page);
      to = page.indexOf(END);
    }

    assertThat(page.substring(from, to))
        .as("%s is stale: run this test with -Djackfield.regenerate=true and look at it", PAGE)
        .isEqualTo(tables);
  }

  @Test
  void every_type_that_is_no_toy_is_in_the_tables() throws Exception {
    Set<String> types =
        SECTION
            .matcher(Files.readString(PAGE))
            .results()
            .map(found -> found.group(1))
            .filter(type -> !type.equals("echo"))
            .collect(Collectors.toSet());

    assertThat(BackendFeatures.types()).isEqualTo(types);
  }

  @Test
  void a_plugin_that_is_signed_as_described_is_trusted_where_it_has_to_be() throws Exception {
    // A home with the engine and no plugin of its own.
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.createSymbolicLink(home.resolve("lib"), NewUser.HOME.resolve("lib"));
    Path jar = Files.copy(shipped("echo"), folder.resolve("my-plugin.jar"));
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      Files.writeString(zip.getPath("mine.txt"), "not as it was shipped");
    }
    NewUser user =
        new NewUser(folder)
            .with("JACKFIELD_HOME", home.toString())
            .with("TEAM_KEYS", "a password")
            .write("mine.yaml", "llm: {providers: [{type: echo}]}\n");
    String[] list = {"plugins", "list", "--plugins", ".", "--config", "mine.yaml"};
    assertThat(user.jackfield(list).success()).containsPattern("(?m)^echo .* unsigned .* ready ");

    user.run("bash", "-ec", MarkedBlock.of(PAGE, "test: signing")).success();
    String trusted = MarkedBlock.of(PAGE, "test: trusted");
    user.write("mine.yaml", "llm: {providers: [{type: echo}]}\n" + trusted);

    assertThat(user.jackfield(list).success()).containsPattern("(?m)^echo .* trusted .* ready ");
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      Files.writeString(zip.getPath("mine.txt"), "changed after the signing");
    }
    assertThat(user.jackfield(list).success())
        .containsPattern("(?m)^echo .* broken .* quarantined ")
        .contains("Its signature is broken: ");
  }

  private static Path shipped(String name) throws IOException {
    try (Stream<Path> jars = Files.list(NewUser.HOME.resolve("plugins"))) {
      return jars.filter(jar -> jar.toString().contains(name)).findFirst().orElseThrow();
    }
  }

  private static String table(String described) {
    StringBuilder table = new StringBuilder("| setting | value | meaning |\n| --- | --- | --- |\n");
    Matcher option = OPTION.matcher(described);
    while (option.find()) {
      String value = option.group(2).replace(" | ", ", ");
      table.append("| `%s` | %s | %s |\n".formatted(option.group(1), value, option.group(3)));
    }
    return table.toString();
  }
}
