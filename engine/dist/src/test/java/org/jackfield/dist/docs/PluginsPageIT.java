package org.jackfield.dist.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the plugins lists every type of the distribution with all of its settings. */
class PluginsPageIT {
  private static final Path PAGE = NewUser.CLONE.resolve("plugins/README.md");
  private static final Pattern SECTION = Pattern.compile("(?m)^## `([a-z]+)`");
  private static final Pattern OPTION = Pattern.compile("(?m)^  (\\w+): (.*)\\n      (.*)$");

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
