package org.jackfield.engine.plugin;

/**
 * Says why a plugin cannot be used. It never leaves this package: its message becomes the reason of
 * a quarantined plugin. It carries no stack trace, because it is an expected outcome.
 */
final class PluginRejectedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PluginRejectedException(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
