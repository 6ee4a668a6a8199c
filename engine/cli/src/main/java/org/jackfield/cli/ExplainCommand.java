package org.jackfield.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.Plan;
import org.jackfield.spi.chat.Message;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code explain}: what the engine would do with a prompt. */
final class ExplainCommand implements Command {
  private static final String JSON = "--json";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            this,
            "explain",
            "Shows what would be done with a prompt: each backend, chosen or left out, and why."
                + " Asks nobody.",
            "jackfield explain --profile fast \"Why is the sky blue?\"");
    Specs.explained(
        spec,
        "The strategy says how the chosen ones are used (failover: one after the other, until one"
            + " answers); the generation counts the configurations that were in force since the"
            + " start.");
    spec.addPositional(Specs.words("PROMPT", "What would be asked."));
    ChatOptions.addRouteTo(spec);
    spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Invocation invocation) {
    ChatOptions options = ChatOptions.of(arguments);
    List<Message> prompt = List.of(Message.user(PromptText.words(Specs.words(arguments))));
    try (Jackfield engine = invocation.open(invocation.narrator())) {
      options.backend().ifPresent(new Target(engine)::check);
      Plan plan = engine.explain(options.request(prompt), options.call());
      if (arguments.hasMatchedOption(JSON)) {
        invocation.out().line(Json.text(document(plan)));
      } else {
        print(plan, invocation.out());
      }
    }
    return ExitCode.OK;
  }

  private static void print(Plan plan, Output out) {
    out.line(
        EscapeFilter.clean(
            plan.profile().map(name -> "profile " + name + ", ").orElse("")
                + "strategy "
                + plan.strategy()
                + ", configuration generation "
                + plan.generation()));
    Table table = new Table("ORDER", "BACKEND", "TYPE", "MODEL", "DATA", "WHY");
    int order = 0;
    for (Plan.Candidate candidate : plan.candidates()) {
      table.row(
          candidate.chosen() ? String.valueOf(++order) : "-",
          candidate.backend(),
          candidate.type(),
          candidate.model(),
          candidate.data().toString(),
          candidate.reason());
    }
    table.print(out);
  }

  private static Map<String, Object> document(Plan plan) {
    List<Object> candidates = new ArrayList<>();
    for (Plan.Candidate candidate : plan.candidates()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("backend", candidate.backend());
      item.put("type", candidate.type());
      item.put("model", candidate.model());
      item.put("data", candidate.data().toString());
      item.put("chosen", candidate.chosen());
      item.put("reason", candidate.reason());
      candidates.add(item);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("generation", plan.generation());
    document.put("profile", plan.profile());
    document.put("strategy", plan.strategy());
    document.put("candidates", candidates);
    return document;
  }
}
