package org.jackfield.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.Jackfield;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code models}: the catalogue, and fetching from it. */
final class ModelsCommands {
  private static final String JSON = "--json";

  private ModelsCommands() {}

  static CommandSpec spec() {
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    commands.put("list", new ListThem().spec());
    commands.put("pull", new Pull().spec());
    commands.put("capabilities", new CapabilitiesCommand().spec());
    return Specs.group(
        "models",
        "Lists and fetches models for the embedded backend.",
        commands,
        "jackfield models list");
  }

  private static List<ArtifactStore.Item> of(ArtifactKind kind, Jackfield engine) {
    return engine.artifacts().list().stream().filter(item -> item.kind() == kind).toList();
  }

  /** {@code models list}. */
  private static final class ListThem implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "list",
              "Lists the models of the catalogue and which of them are here.",
              "jackfield models list");
      spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
      return spec;
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      try (Jackfield engine = invocation.open(invocation.narrator())) {
        List<ArtifactStore.Item> models = of(ArtifactKind.MODEL, engine);
        if (arguments.hasMatchedOption(JSON)) {
          invocation.out().line(Json.text(models.stream().map(ListThem::document).toList()));
          return ExitCode.OK;
        }
        models.forEach(model -> print(model, invocation.out()));
      }
      return ExitCode.OK;
    }

    private static void print(ArtifactStore.Item model, Output out) {
      String size = model.sizeBytes() > 0 ? Figures.bytes(model.sizeBytes()) : "size unknown";
      String here = model.path().isPresent() ? ", here" : "";
      out.line(out.style().bold(EscapeFilter.clean(model.name())) + "  " + size + here);
      out.line("    " + EscapeFilter.clean(model.description()));
      out.line("    " + EscapeFilter.clean(model.licence()));
      if (!model.aliases().isEmpty()) {
        out.line("    also: " + EscapeFilter.clean(String.join(", ", model.aliases())));
      }
    }

    private static Map<String, Object> document(ArtifactStore.Item model) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("name", model.name());
      item.put("aliases", model.aliases());
      item.put(
          "size_bytes",
          model.sizeBytes() > 0 ? Optional.of(model.sizeBytes()) : Optional.<Long>empty());
      item.put("licence", model.licence());
      item.put("description", model.description());
      item.put("path", model.path().map(Path::toString));
      return item;
    }
  }

  /** {@code models pull}. */
  private static final class Pull implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "pull",
              "Fetches a model of the catalogue, checks it, and prints where it is.",
              "jackfield models pull smollm2-135m-instruct");
      spec.addPositional(
          Specs.argument("NAME", "A model of the catalogue, or a native library of it."));
      return spec;
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      String name = Specs.words(arguments).getFirst();
      Narrator narrator = invocation.narrator();
      try (UserStop stop = UserStop.abruptly(invocation.console())) {
        return pull(name, narrator, stop, invocation);
      }
    }

    private static int pull(String name, Narrator narrator, UserStop stop, Invocation invocation) {
      try (Jackfield engine = invocation.open(narrator)) {
        ArtifactKind kind = kind(name, engine);
        if (kind == ArtifactKind.MODEL && isFile(name, engine)) {
          throw new FailureException(
              name
                  + " is a file that is here already, and models pull takes a name of the"
                  + " catalogue. To use the file, set a backend's 'model' to it.");
        }
        Path path = engine.artifacts().locate(kind, name, narrator, stop::wanted);
        invocation.out().line(EscapeFilter.clean(path.toString()));
        of(ArtifactKind.NATIVE, engine).stream()
            .filter(library -> library.path().isEmpty())
            .forEach(library -> invocation.messages().dim(alsoNeeded(library)));
        return ExitCode.OK;
      } catch (BackendException e) {
        if (e.code() == ErrorCode.CANCELLED && stop.wanted()) {
          return ExitCode.INTERRUPTED;
        }
        throw e;
      } finally {
        invocation.messages().endProgress();
      }
    }

    /**
     * A library is pulled by the same command, so that a machine can be made ready to go offline.
     */
    private static ArtifactKind kind(String name, Jackfield engine) {
      return of(ArtifactKind.NATIVE, engine).stream().anyMatch(item -> item.isCalled(name))
          ? ArtifactKind.NATIVE
          : ArtifactKind.MODEL;
    }

    private static boolean isFile(String name, Jackfield engine) {
      return engine.artifacts().list().stream().noneMatch(item -> item.isCalled(name))
          && engine.artifacts().present(ArtifactKind.MODEL, name).isPresent();
    }

    private static String alsoNeeded(ArtifactStore.Item library) {
      return "The library "
          + library.name()
          + " is pulled when a model is first used; or now, with: jackfield models pull "
          + library.name();
    }
  }
}
