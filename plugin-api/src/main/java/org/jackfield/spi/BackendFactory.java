package org.jackfield.spi;

import java.util.List;

/**
 * Makes backends of one type. Found by {@link java.util.ServiceLoader} in the plugin's own class
 * loader; stateless and thread-safe.
 */
public interface BackendFactory {
  /** The YAML {@code type} with its aliases; the first is the canonical one. */
  List<String> types();

  /**
   * What may be configured, declared once: validation, documentation, environment variables and
   * schema come from it.
   */
  SettingsSpec settings();

  /** Where the data of a call goes with these settings; the configuration's {@code data:} wins. */
  DataLocation data(Settings settings);

  /**
   * Builds a backend without I/O.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when settings contradict each other
   */
  Backend create(BackendContext context);
}
