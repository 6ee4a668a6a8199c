package org.jackfield.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jackfield.engine.BackendOperation;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.ModelCapabilities;
import org.jackfield.engine.capability.CapabilitySource;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code models capabilities}: what is known of the backends' models, and who said so. */
final class CapabilitiesCommand implements Command {
  private static final String JSON = "--json";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            this,
            "capabilities",
            "Shows what is known of each backend's model; of one, with who said so. Asks nobody.",
            "jackfield models capabilities openai:gpt-5-mini");
    Specs.explained(
        spec,
        "Known is what the plugin declares, then the rows of models.yaml, then 'capabilities' in"
            + " the backend's entry; the later wins.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("BACKEND[:MODEL]")
            .type(String.class)
            .arity("0..1")
            .description("One backend, by its model or another one.")
            .build());
    spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Invocation invocation) {
    String asked = arguments.matchedPositionalValue(0, "");
    try (Jackfield engine = invocation.open(invocation.narrator())) {
      List<ModelCapabilities> known = asked.isEmpty() ? all(engine) : List.of(one(engine, asked));
      if (arguments.hasMatchedOption(JSON)) {
        invocation
            .out()
            .line(
                Json.text(
                    Map.of("models", known.stream().map(CapabilitiesCommand::document).toList())));
      } else if (asked.isEmpty()) {
        print(known, invocation.out());
      } else {
        print(known.getFirst(), invocation.out());
      }
    }
    return ExitCode.OK;
  }

  private static List<ModelCapabilities> all(Jackfield engine) {
    return engine.backends(false).stream()
        .filter(backend -> backend.problem().isEmpty())
        .map(BackendStatus::name)
        .map(name -> engine.capabilities(name, ""))
        .toList();
  }

  private static ModelCapabilities one(Jackfield engine, String asked) {
    int colon = asked.indexOf(':');
    return colon < 0
        ? engine.capabilities(asked, "")
        : engine.capabilities(asked.substring(0, colon), asked.substring(colon + 1));
  }

  private static void print(List<ModelCapabilities> known, Output out) {
    Table table = new Table("BACKEND", "MODEL", "CONTEXT", "OUTPUT", "CAN", "REFUSES");
    for (ModelCapabilities model : known) {
      Capabilities can = model.capabilities();
      table.row(
          model.backend(),
          model.model(),
          tokens(can.contextTokens()),
          tokens(can.maxOutputTokens()),
          can.refusal()
              .map(BackendException::message)
              .orElseGet(() -> String.join(", ", features(can))),
          String.join(", ", refused(can)));
    }
    table.print(out);
  }

  private static void print(ModelCapabilities model, Output out) {
    model
        .capabilities()
        .refusal()
        .ifPresent(
            why -> out.line(EscapeFilter.clean(Narrator.withHint(why.message(), why.hint()))));
    Table table = new Table("WHAT", "IS", "SAID BY");
    model.facts().forEach(fact -> table.row(fact.name(), fact.value(), fact.place()));
    if (!model.operations().isEmpty()) {
      table.row("operations", String.join(", ", operations(model)), CapabilitySource.PLUGIN);
    }
    table.print(out);
  }

  private static String tokens(OptionalInt tokens) {
    return tokens.isPresent() ? String.valueOf(tokens.getAsInt()) : "?";
  }

  private static List<String> features(Capabilities can) {
    return can.features().stream().map(f -> f.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static List<String> operations(ModelCapabilities model) {
    return model.operations().stream().map(BackendOperation::word).toList();
  }

  private static List<String> refused(Capabilities can) {
    return can.refused().stream().map(parameter -> parameter.word()).toList();
  }

  private static Map<String, Object> document(ModelCapabilities model) {
    Capabilities can = model.capabilities();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("backend", model.backend());
    document.put("type", model.type());
    document.put("model", model.model());
    document.put("refusal", can.refusal().map(BackendException::message));
    if (can.contextTokens().isPresent()) {
      document.put("context", can.contextTokens().getAsInt());
    }
    if (can.maxOutputTokens().isPresent()) {
      document.put("max_output", can.maxOutputTokens().getAsInt());
    }
    document.put("has", features(can));
    document.put("refuses", refused(can));
    document.put("traits", can.traits());
    document.put("operations", operations(model));
    document.put(
        "said_by",
        model.facts().stream()
            .collect(
                Collectors.toMap(
                    ModelCapabilities.Fact::name,
                    ModelCapabilities.Fact::place,
                    (one, other) -> other,
                    LinkedHashMap::new)));
    return document;
  }
}
