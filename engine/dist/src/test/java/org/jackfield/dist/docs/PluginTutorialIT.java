package org.jackfield.dist.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever follows the tutorial, block by block, gets a backend that passes the contract. */
class PluginTutorialIT {
  private static final Path TUTORIAL = NewUser.CLONE.resolve("plugin-api/README.md");
  private static final String FILE = "file: ";

  @TempDir private Path folder;

  @Test
  void its_backend_is_built_called_and_passes_the_contract() throws Exception {
    NewUser user = new NewUser(folder).with("JACKFIELD", NewUser.CLONE.toString());
    String printed = "";
    int expectations = 0;
    for (MarkedBlock block : MarkedBlock.of(TUTORIAL)) {
      if (block.mark().startsWith(FILE)) {
        user.write(block.mark().substring(FILE.length()), block.text());
      } else if (block.mark().equals("run")) {
        printed = user.run("bash", "-euc", block.text()).success();
      } else {
        assertThat(block.mark()).isEqualTo("prints");
        assertThat(printed).contains(block.text().strip());
        expectations++;
      }
    }
    assertThat(expectations).isEqualTo(2);
    assertThat(testsPassed(printed)).as(printed).isGreaterThan(30);
  }

  private static int testsPassed(String summary) {
    return Integer.parseInt(
        summary.replaceAll("(?s).*\\[ +(\\d+) tests successful +].*", "$1").strip());
  }
}
