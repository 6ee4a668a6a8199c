package org.jackfield.engine.config;

import java.time.Duration;

/**
 * What a request to the server may cost.
 *
 * @param maxBodyBytes the largest body
 * @param maxHeaders the most header fields
 * @param maxHeaderBytes the largest header block
 * @param maxDepth the deepest nesting of a JSON body
 * @param maxConcurrent the most requests at work at once
 * @param headerTimeout time for a client to send its headers
 * @param bodyTimeout time for a client to send its body
 */
public record ServerLimits(
    long maxBodyBytes,
    int maxHeaders,
    int maxHeaderBytes,
    int maxDepth,
    int maxConcurrent,
    Duration headerTimeout,
    Duration bodyTimeout) {}
