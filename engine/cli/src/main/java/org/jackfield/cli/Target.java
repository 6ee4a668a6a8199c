package org.jackfield.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.Plan;
import org.jackfield.engine.config.Nearest;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Setting;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.spi.chat.Message;

/** Who is to be asked, looked at before anybody is. */
final class Target {
  private final Jackfield engine;

  Target(Jackfield engine) {
    this.engine = engine;
  }

  /**
   * The plan for a next question. Asks nobody.
   *
   * @throws EngineException when the options name what is not there; for a backend whose type is
   *     only installed it says how to configure one
   */
  Plan plan(ChatOptions options) {
    if (options.backend().isPresent()) {
      check(options.backend().get());
    }
    return engine.explain(options.request(List.of(Message.user(""))), options.call());
  }

  /**
   * Says how to add a backend, when one is named that has no entry and whose type, or one much like
   * it, is installed.
   *
   * @throws EngineException that says so
   */
  void check(String backend) {
    List<BackendStatus> backends = engine.backends(false);
    List<String> names = backends.stream().map(BackendStatus::name).toList();
    List<String> all = new ArrayList<>(types());
    all.addAll(names);
    Nearest.of(backend, all)
        .filter(meant -> !names.contains(meant)) // what is configured, the engine itself tells of
        .flatMap(engine::describe)
        .ifPresent(
            type -> {
              String name = type.types().contains(backend) ? backend : type.types().getFirst();
              List<String> ofType =
                  backends.stream()
                      .filter(known -> type.types().contains(known.type()))
                      .map(BackendStatus::name)
                      .toList();
              throw new EngineException(
                  ErrorCode.INVALID_REQUEST,
                  "There is no backend named '" + backend + "', only a type '" + name + "'",
                  null,
                  ofType.isEmpty()
                      ? howToAdd(name, type.settings())
                      : "The backends of that type are: " + String.join(", ", ofType) + ".",
                  List.of(),
                  null,
                  null);
            });
  }

  private List<String> types() {
    return engine.plugins().stream()
        .filter(plugin -> plugin.state() == PluginState.READY)
        .flatMap(plugin -> plugin.types().stream())
        .toList();
  }

  private static String howToAdd(String type, SettingsSpec settings) {
    StringBuilder entry = new StringBuilder("\n    - type: " + type);
    List<String> variables = new ArrayList<>();
    for (Setting setting : settings.options()) {
      if (setting.required() && setting.variables().isEmpty()) {
        entry.append("\n      ").append(setting.name()).append(": ...");
      } else if (setting.required()) {
        variables.add(setting.variables().getFirst());
      }
    }
    String set = variables.isEmpty() ? "" : " and set " + String.join(" and ", variables);
    return "To have one, add to llm.providers in the configuration"
        + entry
        + "\n"
        + (variables.isEmpty() ? "" : set.strip() + ". ")
        + "Or use it alone, without an entry, by JACKFIELD_LLM_BACKEND="
        + type
        + ".";
  }

  /** Who would be asked, in order, and who would not be and why; a line each. */
  List<String> lines(ChatOptions options) {
    Plan plan = plan(options);
    List<String> lines = new ArrayList<>();
    lines.add(
        plan.chosen().isEmpty()
            ? "Nobody can be asked."
            : "Asks "
                + plan.chosen().stream().map(Target::named).collect(Collectors.joining(", then "))
                + ".");
    for (Plan.Candidate candidate : plan.candidates()) {
      if (!candidate.chosen()) {
        lines.add("Not " + candidate.backend() + ": " + candidate.reason());
      }
    }
    return lines;
  }

  private static String named(Plan.Candidate candidate) {
    return candidate.model().isEmpty()
        ? candidate.backend()
        : candidate.backend() + ":" + candidate.model();
  }

  /** Whether that is a profile or backend, or begins with a backend: then it says who is asked. */
  boolean names(String model) {
    return engine.profiles().contains(model) || !backendOf(model).isEmpty();
  }

  private String backendOf(String model) {
    return engine.backends(false).stream()
        .map(BackendStatus::name)
        .filter(name -> model.equals(name) || model.startsWith(name + ":"))
        .findFirst()
        .orElse("");
  }

  /** A doubt about a model that neither the configuration nor the catalogue names. */
  Optional<String> doubt(String model) {
    String backend = backendOf(model);
    String name = model.startsWith(backend + ":") ? model.substring(backend.length() + 1) : model;
    List<String> known = new ArrayList<>(engine.profiles());
    for (BackendStatus configured : engine.backends(false)) {
      known.add(configured.name());
      known.add(configured.model());
    }
    engine
        .artifacts()
        .list()
        .forEach(
            item -> {
              known.add(item.name());
              known.addAll(item.aliases());
            });
    return known.contains(name)
        ? Optional.empty()
        : Optional.of(
            "Neither the configuration nor the catalogue names a model '"
                + name
                + "'; the backend has to know it."
                + Nearest.of(name, known).map(near -> " Did you mean '" + near + "'?").orElse(""));
  }
}
