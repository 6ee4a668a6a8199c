package org.jackfield.server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.Jackfield;
import org.jackfield.wire.Json;

/**
 * {@code GET /v1/models}: what a request's {@code model} may name and would be served: profiles,
 * backends, and the model of each backend.
 */
final class Models implements Handler {
  private final Jackfield engine;
  private final long startedSeconds = System.currentTimeMillis() / 1000;

  Models(Jackfield engine) {
    this.engine = engine;
  }

  @Override
  public void handle(Exchange exchange) {
    Map<String, String> owners = new LinkedHashMap<>();
    engine.names().profiles().forEach(profile -> owners.put(profile, "profile"));
    for (BackendStatus backend : engine.backends(false)) {
      if (backend.problem().isEmpty()) {
        Set<String> names = new LinkedHashSet<>();
        names.add(backend.name());
        if (!backend.model().isEmpty()) {
          names.add(backend.name() + ":" + backend.model());
        }
        names.forEach(name -> owners.putIfAbsent(name, backend.type()));
      }
    }
    String data =
        owners.entrySet().stream()
            .map(entry -> model(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(","));
    String body = "{\"object\":\"list\",\"data\":[" + data + "]}";
    Routes.json(exchange, 200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private String model(String id, String owner) {
    return "{\"id\":"
        + Json.quote(id)
        + ",\"object\":\"model\",\"created\":"
        + startedSeconds
        + ",\"owned_by\":"
        + Json.quote(owner)
        + "}";
  }
}
