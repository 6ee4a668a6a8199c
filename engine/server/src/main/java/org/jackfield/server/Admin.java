package org.jackfield.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.ReloadReport;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.SettingsChange;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What operators ask and do: how the configuration stands, what a reload would change, reloads and
 * rollbacks. A configuration that is refused is a 422 with every problem. Thread-safe.
 */
final class Admin {
  private static final int MAX_BODY_BYTES = 64 << 10;

  private final Jackfield engine;

  Admin(Jackfield engine) {
    this.engine = engine;
  }

  /** {@code GET /admin/config}. */
  void state(Exchange exchange) {
    say(exchange, 200, AdminJson.of(engine.configState()));
  }

  /** {@code GET /admin/plan}: what a reload would change now. */
  void plan(Exchange exchange) {
    try {
      say(exchange, 200, AdminJson.of(engine.planReload()));
    } catch (ConfigException e) {
      say(exchange, 422, AdminJson.of(e));
    }
  }

  /** {@code GET /admin/history}: the last generations, the newest first. */
  void history(Exchange exchange) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ArrayNode list = body.putArray("generations");
    engine.history().forEach(generation -> list.add(AdminJson.of(generation)));
    say(exchange, 200, body);
  }

  /** {@code GET /admin/plugins}: what is installed, and what replaced plugins left behind. */
  void plugins(Exchange exchange) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ArrayNode list = body.putArray("plugins");
    engine.plugins().forEach(plugin -> list.add(AdminJson.of(plugin)));
    ArrayNode leftovers = body.putArray("leftovers");
    engine.leftovers().forEach(left -> leftovers.add(AdminJson.of(left)));
    say(exchange, 200, body);
  }

  /** {@code GET /admin/backends}: what is configured, and which of them are left alone. */
  void backends(Exchange exchange) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ArrayNode list = body.putArray("backends");
    engine.backends(false).forEach(backend -> list.add(AdminJson.of(backend)));
    say(exchange, 200, body);
  }

  /** {@code POST /admin/reload}: puts in force what the files say. */
  void reload(Exchange exchange) {
    exchange.body();
    change(exchange, () -> engine.reload("admin request"));
  }

  /**
   * {@code POST /admin/rollback}: an earlier generation, {@code {"generation": 3}}; else the last.
   */
  void rollback(Exchange exchange) {
    OptionalLong wanted = generation(exchange.body());
    change(exchange, () -> engine.rollback(wanted));
  }

  private static OptionalLong generation(byte[] body) {
    if (body.length == 0) {
      return OptionalLong.empty();
    }
    String example = "{\"generation\": 3}";
    JsonNode generation = json(body, example).path("generation");
    if (generation.isMissingNode()) {
      return OptionalLong.empty();
    }
    if (generation.isIntegralNumber() && generation.canConvertToLong()) {
      return OptionalLong.of(generation.longValue());
    }
    throw Refusal.badRequest("'generation' must be a whole number, as in " + example + ".");
  }

  /**
   * {@code POST /admin/settings}: settings with new values, as YAML, and settings whose change is
   * taken back: {@code {"set": {"reload.drain": "1m"}, "unset": ["server.grace"]}}.
   */
  void settings(Exchange exchange) {
    SettingsChange change = settings(exchange.body());
    change(exchange, () -> engine.change("admin request", change));
  }

  private static SettingsChange settings(byte[] body) {
    String example = "{\"set\": {\"reload.drain\": \"1m\"}, \"unset\": [\"server.grace\"]}";
    JsonNode json = json(body, example);
    Map<String, String> set = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.path("set").properties()) {
      set.put(entry.getKey(), text(entry.getValue(), example));
    }
    List<String> unset = new ArrayList<>();
    for (JsonNode key : json.path("unset")) {
      unset.add(text(key, example));
    }
    if (set.isEmpty() && unset.isEmpty()) {
      throw Refusal.badRequest("No setting is named; the body looks like " + example + ".");
    }
    return new SettingsChange(set, unset);
  }

  private static String text(JsonNode value, String example) {
    if (value.isString()) {
      return value.stringValue();
    }
    throw Refusal.badRequest("Keys and values are texts, as in " + example + ".");
  }

  private static JsonNode json(byte[] body, String example) {
    try {
      if (body.length <= MAX_BODY_BYTES) {
        return JsonMapper.shared().readTree(body);
      }
    } catch (JacksonException e) {
      throw Refusal.badRequest("The body is not JSON; it looks like " + example + ".");
    }
    throw Refusal.badRequest("The body is longer than " + MAX_BODY_BYTES + " bytes.");
  }

  /** Something that may put another generation in force. */
  private interface Transaction {
    ReloadReport run();
  }

  private void change(Exchange exchange, Transaction transaction) {
    try {
      say(exchange, 200, AdminJson.of(transaction.run()));
    } catch (ConfigException e) {
      say(exchange, 422, AdminJson.of(e));
    }
  }

  private static void say(Exchange exchange, int status, ObjectNode body) {
    Routes.json(exchange, status, Map.of(), AdminJson.bytes(body));
  }
}
