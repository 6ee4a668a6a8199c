package org.jackfield.engine;

import java.time.Instant;

/**
 * A configuration that was put in force. The engine remembers the last ones.
 *
 * @param number counted from 1, in the life of this process
 * @param since when it was put in force
 * @param source who or what asked for it
 * @param plan what it changed
 */
public record Generation(long number, Instant since, String source, ReloadPlan plan) {}
