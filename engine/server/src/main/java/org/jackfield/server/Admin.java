package org.jackfield.server;

import java.util.Map;
import java.util.OptionalLong;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.ReloadReport;
import org.jackfield.engine.config.ConfigException;
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
  private static final int MAX_BODY_BYTES = 1024;

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

  /** {@code GET /admin/plugins}. */
  void plugins(Exchange exchange) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ArrayNode list = body.putArray("plugins");
    engine.plugins().forEach(plugin -> list.add(AdminJson.of(plugin)));
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
    if (body.length <= MAX_BODY_BYTES) {
      try {
        JsonNode generation = JsonMapper.shared().readTree(body).path("generation");
        if (generation.isMissingNode()) {
          return OptionalLong.empty();
        }
        if (generation.isIntegralNumber() && generation.canConvertToLong()) {
          return OptionalLong.of(generation.longValue());
        }
      } catch (JacksonException e) {
        throw Refusal.badRequest("The body is not JSON; it looks like {\"generation\": 3}.");
      }
    }
    throw Refusal.badRequest("'generation' must be a whole number, as in {\"generation\": 3}.");
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
