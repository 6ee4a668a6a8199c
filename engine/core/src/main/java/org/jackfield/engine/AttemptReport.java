package org.jackfield.engine;

import java.time.Duration;
import java.util.Optional;
import org.jackfield.spi.ErrorCode;

/**
 * One upstream call that was made, or tried, for a call.
 *
 * @param backend the backend's name
 * @param model the model asked for; empty for its own default
 * @param error what went wrong; empty when it served
 * @param message the error in words; empty when it served
 * @param hint what the user can do about it
 * @param elapsed from its start to its error, or to its first content
 */
public record AttemptReport(
    String backend,
    String model,
    Optional<ErrorCode> error,
    String message,
    Optional<String> hint,
    Duration elapsed) {}
