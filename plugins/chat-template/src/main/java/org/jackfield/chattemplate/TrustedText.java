package org.jackfield.chattemplate;

/**
 * A string that the engine itself vouches for, so that it may form control tokens like text of the
 * template. Wrap constants and values read from the model's own files; never anything a client
 * sent.
 *
 * @param text the string
 */
public record TrustedText(String text) {}
