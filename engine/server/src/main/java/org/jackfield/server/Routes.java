package org.jackfield.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jackfield.engine.EngineException;
import org.jackfield.openaiwire.OpenAiErrorBody;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * The fixed list of routes, and what holds for all of them: who may call, how errors look, which
 * headers every reply has. Nothing that is not in the list is passed on to anyone. Immutable.
 */
final class Routes {
  /** Who may use a route. */
  enum Door {
    /** Everybody. */
    OPEN,
    /** Clients. */
    CLIENT,
    /** Operators. */
    ADMIN
  }

  /** One route: where, and for whom. */
  record Route(String method, String path, Door door, Handler handler) {}

  private static final Map<String, String> EVERY_REPLY =
      Map.of(
          "Cache-Control", "private, no-store",
          "Vary", "Authorization",
          "X-Content-Type-Options", "nosniff");

  private final Supplier<Access> access;
  private final ClientErrors errors;
  private final Map<String, Map<String, Route>> byPath;

  Routes(Supplier<Access> access, ClientErrors errors, List<Route> routes) {
    this.access = access;
    this.errors = errors;
    this.byPath =
        routes.stream()
            .collect(
                Collectors.groupingBy(
                    Route::path,
                    LinkedHashMap::new,
                    Collectors.toMap(Route::method, route -> route)));
  }

  /** Serves a request to its end; throws nothing. */
  void serve(Exchange exchange) {
    try {
      exchange.checkHead();
      Access now = access.get();
      now.checkSource(exchange);
      if (exchange.method().equals("OPTIONS")) {
        preflight(exchange);
        return;
      }
      Map<String, Route> here = byPath.getOrDefault(exchange.path(), Map.of());
      Route route = here.get(exchange.method());
      switch (route == null ? Door.CLIENT : route.door()) {
        case OPEN -> {}
        case CLIENT -> now.checkKey(exchange);
        case ADMIN -> now.checkAdmin(exchange);
      }
      if (route == null) {
        throw missing(here);
      }
      route.handler().handle(exchange);
    } catch (Refusal e) {
      errors.note(e);
      refuse(exchange, e);
    } catch (BackendException e) {
      reply(
          exchange,
          new EngineException(
              e.code(), e.message(), e, e.hint().orElse(null), List.of(), null, null));
    } catch (EngineException e) {
      reply(exchange, e);
    } catch (RuntimeException e) {
      System.getLogger(Routes.class.getName())
          .log(System.Logger.Level.ERROR, "A handler failed", e);
      refuse(
          exchange,
          new Refusal(
              500, "server_error", "internal_error", "The gateway failed on this request."));
    }
  }

  private Refusal missing(Map<String, Route> here) {
    if (here.isEmpty()) {
      String paths =
          byPath.values().stream()
              .flatMap(routes -> routes.values().stream())
              .filter(route -> route.door() != Door.ADMIN)
              .map(Route::path)
              .collect(Collectors.joining(", "));
      return new Refusal(
          404,
          "invalid_request_error",
          "not_found",
          "There is nothing at this path. The paths here are " + paths + ".");
    }
    return new Refusal(
        405,
        "invalid_request_error",
        "method_not_allowed",
        "This path takes " + String.join(", ", here.keySet()) + ".",
        Map.of("Allow", String.join(", ", here.keySet())));
  }

  private static void preflight(Exchange exchange) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Access-Control-Allow-Methods", "GET, POST");
    headers.put("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Api-Key");
    exchange.reply(204, headers(exchange, headers), new byte[0]);
  }

  /** Answers with that refusal. */
  static void refuse(Exchange exchange, Refusal refusal) {
    byte[] body =
        OpenAiErrorBody.of(refusal.message(), refusal.type(), Optional.empty(), refusal.code());
    json(exchange, refusal.status(), refusal.headers(), body);
  }

  private void reply(Exchange exchange, EngineException error) {
    if (error.code() == ErrorCode.CANCELLED) {
      return;
    }
    ClientErrors.Told told = errors.of(error);
    json(exchange, error.code().httpStatus(), told.headers(), OpenAiErrorBody.of(told.error()));
  }

  /**
   * Checks that the body says to be JSON, where it says anything.
   *
   * @throws Refusal when it says to be something else
   */
  static void requireJson(Exchange exchange) {
    for (String type : exchange.headers("Content-Type")) {
      if (!type.regionMatches(true, 0, "application/json", 0, 16)) {
        throw new Refusal(
            415,
            "invalid_request_error",
            "unsupported_media_type",
            "The body must be application/json.");
      }
    }
  }

  /** Sends JSON with the headers that every reply has. */
  static void json(Exchange exchange, int status, Map<String, String> more, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>(more);
    headers.put("Content-Type", "application/json");
    exchange.reply(status, headers(exchange, headers), body);
  }

  /** These headers and those that every reply has. */
  static Map<String, String> headers(Exchange exchange, Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>(EVERY_REPLY);
    headers.putAll(more);
    Access.origin(exchange).forEach(o -> headers.put("Access-Control-Allow-Origin", o));
    return headers;
  }
}
