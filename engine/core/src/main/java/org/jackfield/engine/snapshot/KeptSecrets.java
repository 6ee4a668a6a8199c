package org.jackfield.engine.snapshot;

import java.util.Comparator;
import java.util.List;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Health;
import org.jackfield.spi.Secret;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;

/**
 * The secret settings of one backend, masked in whatever it says: servers and proxies show keys
 * back in their errors, and not every key looks like one. Immutable.
 */
public final class KeptSecrets {
  /** Nothing to keep. */
  public static final KeptSecrets NONE = new KeptSecrets(List.of());

  /** Shorter ones are words that texts hold anyway, such as a local server's "none". */
  private static final int SHORTEST = 5;

  private static final String MASK = "****";

  private final List<String> values;

  private KeptSecrets(List<String> values) {
    this.values = values;
  }

  /** Those among these settings. */
  public static KeptSecrets of(SettingsSpec spec, Settings settings) {
    return new KeptSecrets(
        spec.options().stream()
            .filter(option -> option.kind() == Setting.Kind.SECRET)
            .flatMap(option -> settings.findSecret(option.name()).stream())
            .map(Secret::reveal)
            .filter(value -> value.length() >= SHORTEST)
            .sorted(Comparator.comparing(String::length).reversed()) // one may hold another
            .toList());
  }

  /** The same error without them. */
  public BackendException masked(BackendException error) {
    BackendException masked = error;
    if (holdsAny(error.message())) {
      masked = masked.withMessage(masked(error.message()));
    }
    if (error.hint().filter(this::holdsAny).isPresent()) {
      masked = masked.withHint(masked(error.hint().get()));
    }
    if (error.parameter().filter(this::holdsAny).isPresent()) {
      masked = masked.withParameter(masked(error.parameter().get()));
    }
    if (error.upstreamId().filter(this::holdsAny).isPresent()) {
      masked = masked.withUpstreamId(masked(error.upstreamId().get()));
    }
    return masked;
  }

  /** The same state of health without them. */
  Health masked(Health health) {
    return new Health(health.state(), masked(health.detail()), health.hint().map(this::masked));
  }

  private boolean holdsAny(String text) {
    return values.stream().anyMatch(text::contains);
  }

  private String masked(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, MASK);
    }
    return masked;
  }
}
