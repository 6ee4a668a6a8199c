package org.jackfield.engine;

/**
 * What a reload came to.
 *
 * @param generation the configuration in force since
 * @param plan what it changed; empty when the files say what was in force already
 */
public record ReloadReport(long generation, ReloadPlan plan) {}
