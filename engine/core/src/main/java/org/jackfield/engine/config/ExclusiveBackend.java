package org.jackfield.engine.config;

/**
 * The one backend that the environment chose, to be used alone.
 *
 * @param backend its name
 * @param variable the variable that named it
 */
public record ExclusiveBackend(String backend, String variable) {}
