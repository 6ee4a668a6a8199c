package org.jackfield.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jackfield.engine.PluginLeftover;
import org.junit.jupiter.api.Test;

/** What operators are told, as JSON. */
class AdminJsonTest {
  @Test
  void what_a_plugin_left_behind_is_told_with_its_threads() {
    PluginLeftover left =
        new PluginLeftover(
            "demo",
            "1.2.0",
            "ab12",
            PluginLeftover.Kind.THREADS,
            Instant.parse("2026-01-02T03:04:05Z"),
            List.of("poller"),
            "It was closed, and threads of it still run: poller.");

    assertThat(AdminJson.of(left).toString())
        .isEqualTo(
            "{\"id\":\"demo\",\"version\":\"1.2.0\",\"sha256\":\"ab12\",\"kind\":\"threads\","
                + "\"since\":\"2026-01-02T03:04:05Z\",\"threads\":[\"poller\"],"
                + "\"message\":\"It was closed, and threads of it still run: poller.\"}");
  }
}
