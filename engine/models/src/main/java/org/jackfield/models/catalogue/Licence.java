package org.jackfield.models.catalogue;

import java.util.Optional;

/**
 * The terms an entry comes under. Immutable.
 *
 * @param name its SPDX identifier, or the name its owner gives it
 * @param url where its text is
 * @param commercial what it says of commercial use, in a few words
 */
public record Licence(String name, Optional<String> url, Optional<String> commercial) {
  /** One line for people, such as "Gemma Terms of Use (limited commercial use; https://…)". */
  public String line() {
    StringBuilder line = new StringBuilder(name);
    if (url.isPresent() || commercial.isPresent()) {
      line.append(" (");
      commercial.ifPresent(note -> line.append("commercial use: ").append(note));
      if (url.isPresent() && commercial.isPresent()) {
        line.append("; ");
      }
      url.ifPresent(line::append);
      line.append(')');
    }
    return line.toString();
  }
}
