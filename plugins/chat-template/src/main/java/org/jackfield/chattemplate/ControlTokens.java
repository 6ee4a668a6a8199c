package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The control tokens of a model, prepared for search. Make one for each tokenizer and keep it.
 * Immutable and thread-safe.
 */
public final class ControlTokens {
  private final Map<Character, List<String>> byFirstCharacter = new HashMap<>();

  private ControlTokens(Collection<String> tokens) {
    for (String token : tokens) {
      if (token.isEmpty()) {
        throw new IllegalArgumentException("a control token is empty");
      }
      byFirstCharacter.computeIfAbsent(token.charAt(0), _ -> new ArrayList<>()).add(token);
    }
    for (List<String> sameStart : byFirstCharacter.values()) {
      sameStart.sort(Comparator.comparingInt(String::length).reversed());
    }
  }

  /** The given tokens, as the text they have in a prompt; none may be empty. */
  public static ControlTokens of(Collection<String> tokens) {
    return new ControlTokens(tokens);
  }

  /** The longest token that lies at a place and ends no later than another, or an empty string. */
  String longestAt(String text, int from, int end) {
    for (String token : byFirstCharacter.getOrDefault(text.charAt(from), List.of())) {
      if (from + token.length() <= end && text.startsWith(token, from)) {
        return token;
      }
    }
    return "";
  }
}
