package org.jackfield.anthropicwire;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * How much to think: the field {@code thinking}. Its type {@code adaptive} leaves it to the model,
 * as no field does; how hard, {@link OutputFields} says.
 */
final class ThinkingFields {
  static final String THINKING = "thinking";
  static final String FIELD = THINKING + ".";
  private static final String BUDGET = "budget_tokens";
  private static final Set<String> KNOWN = Set.of("type", BUDGET);

  private ThinkingFields() {}

  /** What the body asks for; what has no canonical word goes to the unknown fields. */
  static Thinking read(AnthropicRequestBody body, Map<String, String> unknown) {
    Optional<JsonNode> field = body.node(THINKING);
    Optional<Thinking.Effort> effort = OutputFields.effort(body);
    Thinking hard = effort.map(Thinking.NONE::withEffort).orElse(Thinking.NONE);
    if (field.isEmpty()) {
      return hard;
    }
    JsonNode thinking = field.get();
    String type = Json.text(thinking, "type").orElse("");
    Extensions beside = Beside.of(thinking, KNOWN, FIELD);
    beside.names().forEach(name -> unknown.put(name, beside.json(name).orElseThrow()));
    return switch (type) {
      case "enabled" -> hard.withBudget(budget(thinking));
      case "disabled" -> Thinking.NONE.withEffort(Thinking.Effort.NONE);
      case "adaptive" -> hard;
      default -> {
        // A type that is newer than this code is kept whole.
        beside.names().forEach(unknown::remove);
        unknown.put(THINKING, thinking.toString());
        yield hard;
      }
    };
  }

  private static int budget(JsonNode thinking) {
    long budget = Json.integer(thinking, BUDGET).orElse(-1);
    if (budget < 0 || budget > Integer.MAX_VALUE) {
      throw InvalidRequest.field(FIELD + BUDGET, "a whole number of 0 or more");
    }
    return (int) budget;
  }

  /** Whether the body says that nothing shall be thought. */
  static boolean disabled(AnthropicRequestBody body) {
    return type(body).equals("disabled");
  }

  private static String type(AnthropicRequestBody body) {
    return body.node(THINKING).flatMap(thinking -> Json.text(thinking, "type")).orElse("");
  }

  /** Writes what differs; what stays keeps its spelling. */
  static AnthropicRequestBody splice(AnthropicRequestBody body, ChatRequest changed) {
    Extensions fields = changed.extensions();
    Thinking to = changed.thinking();
    boolean told = to.off() || to.budgetTokens().isPresent();
    Optional<String> json =
        told ? json(to, fields) : fields.json(THINKING).or(() -> json(to, fields));
    boolean adaptive = type(body).equals("adaptive");
    String wanted = json.orElse(adaptive ? "{\"type\":\"adaptive\"}" : "");
    if (wanted.isEmpty()) {
      return body.without(THINKING);
    }
    boolean same = body.node(THINKING).filter(Json.tree(wanted)::equals).isPresent();
    return same ? body : body.with(THINKING, wanted);
  }

  /** The value of the field; empty when it would say nothing. */
  private static Optional<String> json(Thinking thinking, Extensions fields) {
    String beside = Beside.json(fields, KNOWN, FIELD);
    if (thinking.off()) {
      return Optional.of("{\"type\":\"disabled\"" + beside + "}");
    }
    if (thinking.budgetTokens().isPresent()) {
      return Optional.of(enabled(thinking.budgetTokens().getAsInt(), beside));
    }
    return beside.isEmpty()
        ? Optional.empty()
        : Optional.of("{\"type\":\"adaptive\"" + beside + "}");
  }

  static String enabled(int budgetTokens, String beside) {
    return "{\"type\":\"enabled\",\"" + BUDGET + "\":" + budgetTokens + beside + "}";
  }
}
