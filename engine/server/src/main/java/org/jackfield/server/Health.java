package org.jackfield.server;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jackfield.engine.Jackfield;

/**
 * {@code /healthz}: the process lives. {@code /readyz}: it takes requests, and some backend is
 * configured to serve them.
 */
final class Health {
  private final Jackfield engine;
  private final InFlight inFlight;

  Health(Jackfield engine, InFlight inFlight) {
    this.engine = engine;
    this.inFlight = inFlight;
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
    String body = "{\"status\":\"" + word + "\",\"generation\":" + engine.generation() + "}";
    Routes.json(exchange, status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }
}
