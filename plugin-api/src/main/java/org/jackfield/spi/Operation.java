package org.jackfield.spi;

/**
 * A thing a backend can do. A new ability is a new sub-interface, never a new method on an old one.
 */
public interface Operation {}
