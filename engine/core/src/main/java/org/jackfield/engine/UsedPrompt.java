package org.jackfield.engine;

/**
 * Which prompt template a call used, for the record.
 *
 * @param template its name
 * @param version what its author calls this state of it
 * @param sha256 the hash of its content: the same hash makes the same prompts
 * @param variant the model family that the variant is for; {@code default} for all others
 */
public record UsedPrompt(String template, String version, String sha256, String variant) {}
