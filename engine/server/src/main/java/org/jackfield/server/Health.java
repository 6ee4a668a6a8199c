package org.jackfield.server;

import java.util.Map;
import java.util.function.Supplier;
import org.jackfield.engine.ConfigState;
import org.jackfield.engine.Jackfield;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /healthz}: the process lives. {@code /readyz}: it takes requests, and some backend is
 * configured to serve them. Both tell whether the configuration's files are in force: {@code
 * current}, {@code stale} when they were refused and what was in force goes on, {@code pinned}
 * after a rollback.
 */
final class Health {
  private final Jackfield engine;
  private final InFlight inFlight;
  private final Supplier<Access> access;

  Health(Jackfield engine, InFlight inFlight, Supplier<Access> access) {
    this.engine = engine;
    this.inFlight = inFlight;
    this.access = access;
  }

  void live(Exchange exchange) {
    say(exchange, 200, "ok");
  }

  void ready(Exchange exchange) {
    if (inFlight.draining()) {
      say(exchange, 503, "shutting down");
    } else if (engine.backends(false).stream().noneMatch(b -> b.problem().isEmpty())) {
      say(exchange, 503, "no backend is configured");
    } else {
      say(exchange, 200, "ready");
    }
  }

  private void say(Exchange exchange, int status, String word) {
    ConfigState state = engine.configState();
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("status", word);
    body.put("generation", state.generation());
    body.put("config", AdminJson.word(state));
    // The reason names files: it is for whoever is on this machine.
    state
        .stale()
        .filter(why -> access.get().onlyThisMachine())
        .ifPresent(why -> body.put("reason", why.message()));
    Routes.json(exchange, status, Map.of(), AdminJson.bytes(body));
  }
}
