package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.config.yaml.YamlReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The effective configuration: each value with its origin, and no secret. */
class ConfigViewTest {
  @TempDir private Path folder;

  private EngineConfig config() throws java.io.IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, "canary-file");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return ConfigFixture.of(
            folder,
            """
            llm:
              providers:
                - {type: claude, api_key: "${file:key}"}
                - {type: claude, name: c2, api_key: canary-literal, model: "${M:-m}", retries: 0}
                - {type: claude, name: c3}
                - type: ollama
                  endpoint: http://h.example:1
                  model: "a \\"quoted\\" # model\\u202e"
                - {type: echo, prefix: "${MY_TOKEN}"}
                - {type: llamacpp, model: yes, stop: ["1", "a, b"], n_ctx: 8}
              fallback_order: [c2, claude]
              profiles:
                odd.name: {chain: c2, deadline: 1500ms, data: tenant}
              prompt_templates:
                block: "one\\n\\n  two\\n"
                no_end: "one\\ntwo"
                ends: "one\\n\\n\\n"
                leading: "  one\\ntwo\\n"
                short: Say {x}
            server: {keys: [canary-a, "${CK}"], max_body: 1KB}
            """)
        .resolve(
            "M", "m9", "CK", "canary-b", "ANTHROPIC_API_KEY", "canary-env", "MY_TOKEN", "canary-t");
  }

  @Test
  void it_shows_values_and_origins() throws java.io.IOException {
    String yaml = new ConfigFixture(folder).plain(config().sources().view().yaml());
    Golden.assertSame(Golden.RESOURCES.resolve("view.yaml"), yaml);
  }

  @Test
  void no_secret_shows_anywhere() throws java.io.IOException {
    EngineConfig config = config();
    assertThat(config.sources().view().yaml() + config.sources().view().json() + config)
        .doesNotContain("canary");
    assertThat(ConfigFixture.settings(config, "c2").secret("api_key").reveal())
        .isEqualTo("canary-literal");
  }

  @Test
  void its_yaml_can_be_read_again_with_the_same_values() throws java.io.IOException {
    EngineConfig config = config();
    byte[] yaml = config.sources().view().yaml().getBytes(StandardCharsets.UTF_8);
    YamlNode root = YamlReader.parse("view.yaml", yaml).root();
    for (ConfigView.Item item : config.sources().view().items()) {
      YamlNode node = root;
      for (Object step : item.steps()) {
        node =
            switch (node) {
              case YamlNode.Mapping mapping -> mapping.entry(step.toString()).orElseThrow().value();
              case YamlNode.Sequence sequence -> sequence.items().get((Integer) step);
              case YamlNode.Scalar scalar -> throw new AssertionError(scalar + " at " + item);
            };
      }
      assertThat(value(node)).as(item.path()).isEqualTo(item.value().toString());
    }
  }

  private static String value(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> scalar.text();
      case YamlNode.Sequence sequence ->
          sequence.items().stream().map(ConfigViewTest::value).toList().toString();
      case YamlNode.Mapping mapping -> throw new AssertionError(mapping.toString());
    };
  }

  @Test
  void its_json_is_a_list_of_path_value_and_origin() throws java.io.IOException {
    JsonNode list = JsonMapper.shared().readTree(config().sources().view().json());
    JsonNode port = null;
    for (JsonNode item : list) {
      if (item.get("path").asString().equals("server.port")) {
        port = item;
      }
    }
    assertThat(String.valueOf(port))
        .isEqualTo("{\"path\":\"server.port\",\"value\":8383,\"origin\":\"default\"}");
  }
}
