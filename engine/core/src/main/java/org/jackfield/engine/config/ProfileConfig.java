package org.jackfield.engine.config;

import java.util.List;
import java.util.Set;
import org.jackfield.spi.ErrorCode;

/**
 * A routing profile: which backends in which order, how far, how long, and with what defaults.
 *
 * @param name its name, which no backend has
 * @param chain names of backends in the order they are tried
 * @param limits how far its data may go, and how long and often it tries
 * @param defaults what a call gets that does not say so itself
 * @param unsupported what becomes of a call that asks for what a model cannot do
 * @param fallbackOn codes after which the next backend is tried although their table says no
 */
public record ProfileConfig(
    String name,
    List<String> chain,
    ProfileLimits limits,
    RequestDefaults defaults,
    Unsupported unsupported,
    Set<ErrorCode> fallbackOn) {

  /** Copies its collections. */
  public ProfileConfig {
    chain = List.copyOf(chain);
    fallbackOn = Set.copyOf(fallbackOn);
  }
}
