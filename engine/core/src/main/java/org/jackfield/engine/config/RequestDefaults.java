package org.jackfield.engine.config;

import java.util.Optional;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Sampling;

/**
 * What a request gets where it is silent.
 *
 * @param sampling how tokens are chosen
 * @param limits where the answer ends
 * @param system the system message
 */
public record RequestDefaults(Sampling sampling, Limits limits, Optional<String> system) {}
