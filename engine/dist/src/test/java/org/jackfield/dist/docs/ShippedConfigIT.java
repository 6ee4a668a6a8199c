package org.jackfield.dist.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped configuration's examples are right for the plugins that come with it. */
class ShippedConfigIT {
  private static final Path SHIPPED = NewUser.CLONE.resolve("config/jackfield.yaml");

  @TempDir private Path folder;

  /** An entry, or a key of one, that is only in a comment. */
  private static String takenIn(String yaml) {
    return yaml.replaceAll("(?m)^ {4}# (?=- type: | {2}[a-z]+: )", "    ");
  }

  @Test
  void every_example_of_a_backend_is_configured_by_taking_its_comment_away() throws Exception {
    String yaml = takenIn(Files.readString(SHIPPED));
    NewUser user =
        new NewUser(folder)
            .with("ANTHROPIC_API_KEY", "k")
            .with("OPENAI_API_KEY", "k")
            .with("AZURE_OPENAI_API_KEY", "k")
            .with("GEMINI_API_KEY", "k")
            .write("all.yaml", yaml);

    String checked = user.jackfield("config", "check", "--config", "all.yaml").success();

    assertThat(yaml.lines().filter(line -> line.startsWith("    - type: "))).hasSize(9);
    assertThat(checked).contains("ok: 9 backends,").doesNotContain("unusable", "warning");
  }
}
