package org.jackfield.plugin.llamacpp;

import java.util.List;
import java.util.Set;
import org.jackfield.plugin.llamacpp.server.LlamaServer;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.wire.UnknownFields;

/**
 * Which of its two ways a backend goes: a server where the settings name one, else the model in
 * this process. Settings of the other way are refused, because they would do nothing.
 */
final class ModeOfSettings {
  private static final String MODEL = "model";

  /** Options of a backend that is a server. */
  private static final Set<String> OF_SERVER =
      Set.of(MODEL, LlamaServer.ENDPOINT, LlamaServer.API_KEY, UnknownFields.NAME);

  private ModeOfSettings() {}

  /**
   * Whether the backend is a server.
   *
   * @param backend its name, for the error
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when a setting of the other way has
   *     a value other than its default
   */
  static boolean server(SettingsSpec spec, Settings settings, String backend) {
    boolean server = settings.has(LlamaServer.ENDPOINT);
    List<String> idle =
        spec.options().stream()
            .filter(option -> server ? !OF_SERVER.contains(option.name()) : onlyOfServer(option))
            .filter(option -> !byDefault(option, settings))
            .map(Setting::name)
            .toList();
    if (!idle.isEmpty()) {
      throw contradiction(server, idle, backend);
    }
    return server;
  }

  /** The model that the server is asked for: none unless one is set. */
  static String modelOfServer(SettingsSpec spec, Settings settings) {
    boolean set = spec.option(MODEL).filter(option -> byDefault(option, settings)).isEmpty();
    return set ? settings.string(MODEL) : "";
  }

  /** A key may come from the environment of a server that somebody else uses: it does no harm. */
  private static boolean onlyOfServer(Setting option) {
    return option.name().equals(UnknownFields.NAME);
  }

  private static boolean byDefault(Setting option, Settings settings) {
    return !settings.has(option.name())
        || settings.shown(option.name()).equals(option.defaultValue().orElse(null));
  }

  private static BackendException contradiction(boolean server, List<String> idle, String backend) {
    String which = "'" + String.join("', '", idle) + "' of backend '" + backend + "'";
    return server
        ? new BackendException(
                ErrorCode.INVALID_REQUEST,
                "With 'endpoint' the model runs in a llama-server, so "
                    + which
                    + " would do nothing.")
            .withHint(
                "Leave them out and start the server with such options, or leave out 'endpoint'"
                    + " (it may come from LLAMACPP_BASE_URL or LLAMA_SERVER_URL).")
        : new BackendException(
                ErrorCode.INVALID_REQUEST,
                "Without 'endpoint' the model runs in this process, so "
                    + which
                    + " would do nothing.")
            .withHint("Leave it out, or set 'endpoint' to a llama-server.");
  }
}
