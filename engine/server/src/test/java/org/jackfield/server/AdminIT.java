package org.jackfield.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jackfield.engine.Folders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway whose configuration is seen and changed over HTTP while it runs. */
@Timeout(120)
class AdminIT {
  private static final String ONE = "llm: {providers: [{name: one, type: echo}]}\n";
  private static final String TWO =
      "llm: {providers: [{name: one, type: echo}, {name: two, type: echo}]}\n";
  private static final String BY_HAND = "server: {port: 0%s}\nreload: {watch: false}\n";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private TestingGateway gateway;

  @BeforeEach
  void start() {
    gateway = TestingGateway.start(folder, ONE + BY_HAND.formatted(""));
  }

  @AfterEach
  void stop() {
    gateway.close();
    client.close();
  }

  private void restart(String server) {
    gateway.close();
    gateway = TestingGateway.start(folder, ONE + BY_HAND.formatted(server));
  }

  private void yaml(String text) throws IOException {
    Files.writeString(folder.resolve("jackfield.yaml"), text);
  }

  private ServerFile.Running running() {
    return ServerFile.running(new Folders(folder, folder.resolve("data"), folder)).getFirst();
  }

  private String token() {
    return running().token().reveal();
  }

  private HttpResponse<String> send(String method, String path, String key, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode ask(String method, String path) throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(send(method, path, token(), "").body());
  }

  private int chat(String model, String key) throws IOException, InterruptedException {
    String body =
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}".formatted(model);
    return send("POST", "/v1/chat/completions", key, body).statusCode();
  }

  private static List<String> names(JsonNode plan) {
    return plan.path("changes")
        .valueStream()
        .map(change -> change.path("name").asString())
        .toList();
  }

  @Test
  void a_change_is_shown_put_in_force_listed_and_taken_back() throws Exception {
    yaml(TWO + BY_HAND.formatted(""));

    assertThat(ask("GET", "/admin/config").path("config").asString())
        .as("files that nobody watches")
        .isEqualTo("waiting");
    JsonNode plan = ask("GET", "/admin/plan");
    assertThat(names(plan)).contains("two");
    assertThat(plan.path("carried_over").path(0).asString()).isEqualTo("one");
    assertThat(chat("two", "")).as("a plan changes nothing").isEqualTo(404);

    assertThat(ask("POST", "/admin/reload").path("generation").asInt()).isEqualTo(2);
    assertThat(chat("two", "")).isEqualTo(200);

    JsonNode history = ask("GET", "/admin/history").path("generations");
    assertThat(history).hasSize(2);
    assertThat(history.path(0).path("source").asString()).isEqualTo("admin request");

    HttpResponse<String> back = send("POST", "/admin/rollback", token(), "{\"generation\": 1}");
    assertThat(back.statusCode()).isEqualTo(200);
    assertThat(chat("two", "")).isEqualTo(404);
    JsonNode state = ask("GET", "/admin/config");
    assertThat(state.path("config").asString()).isEqualTo("pinned");
    assertThat(state.path("pinned_at").asInt()).isEqualTo(1);
  }

  private static JsonNode plugin(JsonNode plugins, String id) {
    return plugins
        .valueStream()
        .filter(plugin -> plugin.path("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void settings_change_and_change_back_or_are_refused_with_every_problem() throws Exception {
    String drain = "{\"set\": {\"reload.drain\": \"%s\"}, \"unset\": [%s]}";

    HttpResponse<String> changed =
        send("POST", "/admin/settings", token(), drain.formatted("2m", ""));
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertThat(changed.body()).startsWith("{\"generation\":2,");

    HttpResponse<String> refused =
        send("POST", "/admin/settings", token(), drain.formatted("1m", "\"server.grace\""));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("server.grace: No command changed it.");

    HttpResponse<String> back =
        send("POST", "/admin/settings", token(), "{\"unset\": [\"reload.drain\"]}");
    assertThat(back.body()).startsWith("{\"generation\":3,");
    for (String nonsense : List.of("{}", "[", "{\"set\": {\"a\": 1}}", "{\"unset\": [{}]}")) {
      assertThat(send("POST", "/admin/settings", token(), nonsense).statusCode()).isEqualTo(400);
    }
    assertThat(send("POST", "/admin/settings", "", "{}").statusCode()).isEqualTo(401);
  }

  @Test
  void every_reply_tells_the_generation_that_it_is_from() throws Exception {
    send("POST", "/admin/settings", token(), "{\"set\": {\"reload.drain\": \"2m\"}}");

    for (String path : List.of("/healthz", "/readyz", "/v1/models", "/nowhere", "/admin/config")) {
      assertThat(send("GET", path, "", "").headers().firstValue("x-jackfield-generation"))
          .as(path)
          .contains("2");
    }
    assertThat(
            send("POST", "/v1/chat/completions", "", "{")
                .headers()
                .firstValue("x-jackfield-generation"))
        .as("a body that is refused")
        .contains("2");
  }

  @Test
  void limits_change_while_the_server_runs() throws Exception {
    String body =
        "{\"model\":\"one\",\"metadata\":{\"a\":{\"b\":{\"c\":{}}}},"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    assertThat(send("POST", "/v1/chat/completions", "", body).statusCode()).isEqualTo(200);

    send("POST", "/admin/settings", token(), "{\"set\": {\"server.max_depth\": \"3\"}}");
    assertThat(send("POST", "/v1/chat/completions", "", body).statusCode())
        .as("a body that is five deep")
        .isEqualTo(400);

    send("POST", "/admin/settings", token(), "{\"unset\": [\"server.max_depth\"]}");
    assertThat(send("POST", "/v1/chat/completions", "", body).statusCode()).isEqualTo(200);
  }

  @Test
  void plugins_are_listed_with_who_vouches_for_them_and_why_one_is_quarantined() throws Exception {
    Path more = Files.createDirectory(folder.resolve("more"));
    Files.writeString(more.resolve("bad.jar"), "no zip at all");
    yaml(ONE + BY_HAND.formatted("") + "plugins: {dirs: more}\n");
    ask("POST", "/admin/reload");

    JsonNode plugins = ask("GET", "/admin/plugins").path("plugins");

    JsonNode good = plugin(plugins, "echo");
    assertThat(good.path("state").asString()).isEqualTo("ready");
    assertThat(good.path("signature").asString()).isEqualTo("unsigned");
    assertThat(good.path("sha256").asString()).hasSize(64);
    assertThat(good.path("findings").isArray()).isTrue();
    JsonNode bad = plugin(plugins, "bad.jar");
    assertThat(bad.path("state").asString()).isEqualTo("quarantined");
    assertThat(bad.path("signature").asString()).isEqualTo("unchecked");
    assertThat(bad.path("reason").asString()).startsWith("The file is not a sound zip archive");
  }

  @Test
  void backends_are_listed_as_they_are_configured() throws Exception {
    JsonNode backend = ask("GET", "/admin/backends").path("backends").path(0);

    assertThat(backend.path("name").asString()).isEqualTo("one");
    assertThat(backend.path("type").asString()).isEqualTo("echo");
    assertThat(backend.path("left_alone").isMissingNode()).isTrue();
  }

  @Test
  void a_rollback_to_nowhere_or_by_nonsense_is_refused() throws Exception {
    assertThat(send("POST", "/admin/rollback", token(), "{\"generation\": 9}").statusCode())
        .isEqualTo(400);
    assertThat(send("POST", "/admin/rollback", token(), "{\"generation\": \"1\"}").statusCode())
        .isEqualTo(400);
    assertThat(send("POST", "/admin/rollback", token(), "nonsense").statusCode()).isEqualTo(400);
  }

  @Test
  void a_mistake_is_told_with_its_place_and_what_was_in_force_goes_on() throws Exception {
    yaml("llm: {providers: [{name: one, type: ecko}]}\n" + BY_HAND.formatted(""));

    HttpResponse<String> refused = send("POST", "/admin/reload", token(), "");

    assertThat(refused.statusCode()).isEqualTo(422);
    JsonNode problem = JsonMapper.shared().readTree(refused.body()).path("problems").path(0);
    assertThat(problem.path("line").asInt()).isEqualTo(1);
    assertThat(problem.path("file").asString()).endsWith("jackfield.yaml");
    assertThat(chat("one", "")).isEqualTo(200);
    JsonNode ready = ask("GET", "/readyz");
    assertThat(ready.path("status").asString()).isEqualTo("ready");
    assertThat(ready.path("config").asString()).isEqualTo("stale");
    assertThat(ready.path("reason").asString()).contains("ecko");

    yaml(ONE + BY_HAND.formatted(""));
    ask("POST", "/admin/reload");
    assertThat(ask("GET", "/readyz").path("config").asString()).isEqualTo("current");
  }

  @Test
  void nobody_else_may() throws Exception {
    for (String path : List.of("/admin/plan", "/admin/history", "/admin/config")) {
      assertThat(send("GET", path, "", "").statusCode()).as(path).isEqualTo(401);
      assertThat(send("GET", path, "wrong", "").statusCode()).as(path).isEqualTo(401);
    }
    assertThat(send("POST", "/admin/reload", "", "").statusCode()).isEqualTo(401);
    assertThat(send("POST", "/admin/rollback", "", "").statusCode()).isEqualTo(401);
  }

  @Test
  void configured_admin_keys_open_and_then_the_token_and_the_clients_keys_do_not()
      throws Exception {
    restart(", keys: [sk-client], admin_keys: [ak-operator]");

    assertThat(send("GET", "/admin/plan", "ak-operator", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/admin/plan", "sk-client", "").statusCode()).isEqualTo(401);
    assertThat(send("GET", "/admin/plan", token(), "").statusCode()).isEqualTo(401);
    assertThat(chat("one", "ak-operator")).isEqualTo(401);
  }

  @Test
  void keys_change_while_it_runs() throws Exception {
    assertThat(chat("one", "")).isEqualTo(200);
    yaml(ONE + BY_HAND.formatted(", keys: [sk-new]"));

    ask("POST", "/admin/reload");

    assertThat(chat("one", "")).isEqualTo(401);
    assertThat(chat("one", "sk-new")).isEqualTo(200);
  }

  @Test
  void the_note_for_local_commands_is_for_its_user_alone_and_goes_with_the_server()
      throws Exception {
    Path note = folder.resolve("data/servers/" + gateway.port() + ".json");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(note)))
        .isEqualTo("rw-------");
    assertThat(running().config()).contains(folder.resolve("jackfield.yaml").toRealPath());
    assertThat(running().toString()).doesNotContain(token());

    gateway.stop();
    assertThat(note).doesNotExist();
  }
}
