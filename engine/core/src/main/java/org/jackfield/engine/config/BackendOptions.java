package org.jackfield.engine.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jackfield.engine.breaker.BreakerRules;
import org.jackfield.engine.capability.CapabilityChanges;
import org.jackfield.spi.DataLocation;

/**
 * What the engine lets one configure for every backend, whatever its type.
 *
 * @param timeout time to the first content, or to the whole answer where it cannot stream
 * @param idleTimeout the longest gap between two chunks
 * @param maxTokens the most tokens of an answer, unless the call says so itself
 * @param temperature the temperature, unless the call says so itself
 * @param retries further tries on this backend after a failure that may heal
 * @param data where its data goes; absent for what its plugin says
 * @param models names of the models it may be asked for beside its own, {@code *} standing for any
 *     text; empty for what its plugin says
 * @param breaker when it is left alone after failures
 * @param capabilities what its models can, known better than by anybody else
 */
public record BackendOptions(
    Duration timeout,
    Duration idleTimeout,
    OptionalInt maxTokens,
    OptionalDouble temperature,
    int retries,
    Optional<DataLocation> data,
    List<String> models,
    BreakerRules breaker,
    CapabilityChanges capabilities) {
  /** Copies its list. */
  public BackendOptions {
    models = List.copyOf(models);
  }
}
