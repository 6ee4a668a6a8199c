package org.jackfield.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.PluginStatus;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ServerConfig;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.server.GatewayServer;
import org.jline.utils.Signals;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code serve}: the engine over HTTP, until it is told to stop. */
final class ServeCommand implements Command {
  private static final String HOST = "--host";
  private static final String PORT = "--port";
  private static final int LAST_PORT = 65_535;

  /** Beyond the time of grace: for the server and the engine to close. */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            this,
            "serve",
            "Serves the engine over HTTP (OpenAI chat completions) until SIGTERM or Ctrl-C.",
            "jackfield serve --port 8383");
    spec.addOption(
        Specs.text(
                HOST,
                "ADDRESS",
                "The address to listen on (else server.host). All but this machine's own need"
                    + " server.keys.")
            .build());
    spec.addOption(
        Specs.number(PORT, "PORT", "The port to listen on (else server.port); 0 takes a free one.")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Invocation invocation) {
    Optional<String> host = Specs.value(arguments, HOST);
    OptionalInt port = OptionalInt.empty();
    if (arguments.hasMatchedOption(PORT)) {
      int value = arguments.matchedOptionValue(PORT, 0);
      if (value < 0 || value > LAST_PORT) {
        throw new UsageException(PORT + " is " + value + "; it goes from 0 to " + LAST_PORT);
      }
      port = OptionalInt.of(value);
    }
    try (Jackfield engine = invocation.openToStay(invocation.narrator())) {
      ServerConfig config = engine.server();
      return serve(
          engine, config.at(host.orElse(config.host()), port.orElse(config.port())), invocation);
    }
  }

  private static int serve(Jackfield engine, ServerConfig config, Invocation invocation) {
    try (UserStop stop =
            UserStop.gracefully(invocation.console(), () -> engine.server().grace().plus(CLOSING));
        GatewayServer server = GatewayServer.start(engine, config, invocation.messages()::line)) {
      invocation.out().line("Listening on " + url(config.host(), server.port()));
      invocation.out().flush();
      engine.warnings().forEach(warning -> invocation.messages().line("warning: " + warning));
      for (PluginStatus plugin : engine.plugins()) {
        if (plugin.state() == PluginState.QUARANTINED) {
          invocation.messages().line(PluginsCommands.quarantine(plugin));
        }
      }
      for (BackendStatus backend : engine.backends(false)) {
        backend
            .problem()
            .ifPresent(
                why ->
                    invocation
                        .messages()
                        .line(EscapeFilter.clean("unusable: " + backend.name() + ": " + why)));
      }
      Object before = Signals.register("HUP", () -> reload(engine, invocation.messages()));
      stop.await();
      Signals.unregister("HUP", before);
      invocation
          .messages()
          .line("Stopping; running answers have " + engine.server().grace().toSeconds() + " s.");
    }
    return ExitCode.OK;
  }

  /** What became of it, good or bad, the narrator tells. */
  private static void reload(Jackfield engine, Messages messages) {
    try {
      engine.reload("SIGHUP");
    } catch (ConfigException e) {
      messages.line("The configuration that was in force goes on.");
    }
  }

  private static String url(String host, int port) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
