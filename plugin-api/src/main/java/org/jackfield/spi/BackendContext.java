package org.jackfield.spi;

import java.time.InstantSource;
import org.jackfield.spi.http.HttpTransport;

/**
 * All that a backend may use of its host. A plugin reads no environment, no engine file and no
 * clock of its own. Thread-safe; lives as long as the backend.
 */
public interface BackendContext {
  /** The backend's name in the configuration. */
  String name();

  /** The backend's settings, validated against its {@link SettingsSpec}. */
  Settings settings();

  /** Pooled HTTP, shared by all backends. */
  HttpTransport http();

  /** Model and native files by name. */
  Artifacts artifacts();

  /** Wall-clock time, for reading dates such as a {@code Retry-After}. */
  InstantSource clock();

  /** Where the backend tells the operator what it is doing. */
  BackendEvents events();
}
