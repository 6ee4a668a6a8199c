package org.jackfield.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.PromptRequest;
import org.jackfield.engine.prompt.AnswerDefaults;
import org.jackfield.engine.prompt.PromptTemplate;
import org.jackfield.engine.prompt.PromptVariable;
import org.jackfield.engine.prompt.PromptVariant;
import org.jackfield.engine.prompt.RenderedPrompt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code prompts}: the prompt templates, and what they come to. */
final class PromptsCommands {
  private static final String JSON = "--json";
  private static final String MODEL = "--model";

  private PromptsCommands() {}

  static CommandSpec spec() {
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    commands.put("list", new ListThem().spec());
    commands.put("show", new Show().spec());
    commands.put("render", new Render().spec());
    return Specs.group(
        "prompts", "Lists, shows and fills prompt templates.", commands, "jackfield prompts list");
  }

  /** {@code prompts list}. */
  private static final class ListThem implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(this, "list", "Lists the prompt templates.", "jackfield prompts list");
      spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
      return spec;
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      try (Jackfield engine = invocation.open(invocation.narrator())) {
        List<PromptTemplate> templates = engine.prompts().list();
        if (arguments.hasMatchedOption(JSON)) {
          invocation.out().line(Json.text(templates.stream().map(ListThem::document).toList()));
          return ExitCode.OK;
        }
        Table table = new Table("NAME", "VERSION", "VARIABLES", "VARIANTS", "WHAT FOR");
        for (PromptTemplate template : templates) {
          table.row(
              template.name(),
              template.version(),
              template.variables().stream()
                  .map(PromptVariable::name)
                  .collect(Collectors.joining(", ")),
              template.variants().stream()
                  .map(PromptVariant::family)
                  .collect(Collectors.joining(", ")),
              template.doc());
        }
        table.print(invocation.out());
      }
      return ExitCode.OK;
    }

    static Map<String, Object> document(PromptTemplate template) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("name", template.name());
      document.put("version", template.version());
      document.put("sha256", template.sha256());
      document.put("doc", template.doc());
      document.put("place", template.place());
      document.put("variables", template.variables().stream().map(ListThem::variable).toList());
      document.put("variants", template.variants().stream().map(PromptVariant::family).toList());
      return document;
    }

    private static Map<String, Object> variable(PromptVariable variable) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("name", variable.name());
      document.put("type", variable.type().word());
      document.put("required", variable.required());
      document.put("default", Optional.of(variable.otherwise()).filter(list -> !list.isEmpty()));
      document.put("choices", choices(variable));
      document.put("doc", variable.doc());
      return document;
    }
  }

  private static Optional<List<String>> choices(PromptVariable variable) {
    return variable.type() instanceof PromptVariable.Type.Choice choice
        ? Optional.of(choice.values())
        : Optional.empty();
  }

  private static void defaults(AnswerDefaults defaults, Map<String, Object> into) {
    OptionalDouble temperature = defaults.temperature();
    OptionalInt tokens = defaults.maxTokens();
    if (temperature.isPresent()) {
      into.put("temperature", temperature.getAsDouble());
    }
    if (tokens.isPresent()) {
      into.put("max_tokens", tokens.getAsInt());
    }
  }

  /** {@code prompts show}. */
  private static final class Show implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "show",
              "Shows a prompt template: its variables, and its text for each model family.",
              "jackfield prompts show summarization");
      spec.addPositional(Specs.argument("NAME", "A prompt template."));
      spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
      return spec;
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      try (Jackfield engine = invocation.open(invocation.narrator())) {
        PromptTemplate template = engine.prompts().template(Specs.words(arguments).getFirst());
        if (arguments.hasMatchedOption(JSON)) {
          Map<String, Object> document = ListThem.document(template);
          document.put("variants", template.variants().stream().map(Show::document).toList());
          invocation.out().line(Json.text(document));
        } else {
          print(template, invocation.out());
        }
      }
      return ExitCode.OK;
    }

    private static Map<String, Object> document(PromptVariant variant) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("family", variant.family());
      document.put("system", variant.system().map(system -> system.source()));
      document.put("text", variant.text().source());
      defaults(variant.defaults(), document);
      return document;
    }

    private static void print(PromptTemplate template, Output out) {
      out.line(out.style().bold(EscapeFilter.clean(template.name())) + version(template));
      if (!template.doc().isEmpty()) {
        out.line(EscapeFilter.clean(template.doc()));
      }
      out.line(EscapeFilter.clean("sha256 " + template.sha256()));
      if (!template.variables().isEmpty()) {
        out.line("");
        Table table = new Table("VARIABLE", "TYPE", "WITHOUT IT", "WHAT IT IS");
        for (PromptVariable variable : template.variables()) {
          table.row(variable.name(), type(variable), without(variable), variable.doc());
        }
        table.print(out);
      }
      for (PromptVariant variant : template.variants()) {
        out.line("");
        out.line(out.style().bold(EscapeFilter.clean(heading(variant))));
        variant.system().ifPresent(system -> indented("system: " + system.source(), out));
        indented(variant.text().source(), out);
      }
    }

    private static String version(PromptTemplate template) {
      return EscapeFilter.clean("  version " + template.version() + "  " + template.place());
    }

    private static String type(PromptVariable variable) {
      return choices(variable)
          .map(choices -> String.join(" | ", choices))
          .orElse(variable.type().word());
    }

    private static String without(PromptVariable variable) {
      if (variable.required()) {
        return "an error";
      }
      return variable.otherwise().isEmpty()
          ? "nothing"
          : "'" + String.join("', '", variable.otherwise()) + "'";
    }

    private static String heading(PromptVariant variant) {
      Map<String, Object> figures = new LinkedHashMap<>();
      defaults(variant.defaults(), figures);
      return figures.isEmpty()
          ? variant.family()
          : variant.family()
              + figures.entrySet().stream()
                  .map(figure -> figure.getKey() + " " + figure.getValue())
                  .collect(Collectors.joining(", ", " (", ")"));
    }

    private static void indented(String text, Output out) {
      text.lines().forEach(line -> out.line(("    " + EscapeFilter.clean(line)).stripTrailing()));
    }
  }

  /** {@code prompts render}. */
  private static final class Render implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "render",
              "Fills a prompt template and prints what a model would be asked. Asks nobody.",
              "jackfield prompts render summarization --var text=@article.txt --model phi3");
      spec.addPositional(Specs.argument("NAME", "A prompt template."));
      PromptOptions.addVariablesTo(spec);
      spec.addOption(
          Specs.text(MODEL, "NAME", "The model whose variant to take; else the default one.")
              .build());
      spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
      return spec;
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) throws IOException {
      PromptRequest request =
          PromptOptions.filled(Specs.words(arguments).getFirst(), arguments, invocation.console());
      String model = Specs.value(arguments, MODEL).orElse("");
      try (Jackfield engine = invocation.open(invocation.narrator())) {
        RenderedPrompt prompt = engine.prompts().render(request, model);
        Output out = invocation.out();
        if (arguments.hasMatchedOption(JSON)) {
          out.line(Json.text(document(prompt, model, engine.prompts().family(model))));
        } else {
          print(prompt, out);
        }
      }
      return ExitCode.OK;
    }

    /** The prompt as it is; with instructions to the model, both under a heading. */
    private static void print(RenderedPrompt prompt, Output out) {
      if (prompt.system().isPresent()) {
        out.line(out.style().dim("system:"));
        out.answer(prompt.system().get());
        out.endLine();
        out.line("");
        out.line(out.style().dim("user:"));
      }
      out.answer(prompt.text());
      out.endLine();
    }

    private static Map<String, Object> document(
        RenderedPrompt prompt, String model, Optional<String> family) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("prompt", ChatDocument.prompt(prompt.used()));
      document.put("model", Optional.of(model).filter(name -> !name.isEmpty()));
      document.put("family", family);
      List<Object> messages = new ArrayList<>();
      prompt.system().ifPresent(system -> messages.add(message("system", system)));
      messages.add(message("user", prompt.text()));
      document.put("messages", messages);
      defaults(prompt.defaults(), document);
      return document;
    }

    private static Map<String, Object> message(String role, String content) {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", role);
      message.put("content", content);
      return message;
    }
  }
}
