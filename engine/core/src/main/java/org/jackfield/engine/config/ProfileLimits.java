package org.jackfield.engine.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jackfield.spi.DataLocation;

/**
 * What a call of a profile may not go past; an absent one leaves it to the engine.
 *
 * @param data the farthest place its data may go
 * @param deadline the time for the whole call with all its attempts
 * @param attempts the most upstream calls in all
 */
public record ProfileLimits(
    Optional<DataLocation> data, Optional<Duration> deadline, OptionalInt attempts) {}
