package org.jackfield.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A prompt template to use, and its variables. Immutable; begin with {@link #of}.
 *
 * <pre>{@code
 * CallOptions.NONE.withPrompt(PromptRequest.of("summarization").with("text", article))
 * }</pre>
 *
 * @param template the template's name
 * @param version the version it must be at, when that matters
 * @param variables values by name, as text; only a list has any number of them
 */
public record PromptRequest(
    String template, Optional<String> version, Map<String, List<String>> variables) {

  /** Copies its variables. */
  public PromptRequest {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    variables.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    variables = Collections.unmodifiableMap(copy);
  }

  /** That template without any variable. */
  public static PromptRequest of(String template) {
    return new PromptRequest(template, Optional.empty(), Map.of());
  }

  /** The same, refused unless the template is at that version. */
  public PromptRequest atVersion(String version) {
    return new PromptRequest(template, Optional.of(version), variables);
  }

  /** The same with that text. */
  public PromptRequest with(String name, String value) {
    return with(name, List.of(value));
  }

  /** The same with that whole number. */
  public PromptRequest with(String name, long value) {
    return with(name, Long.toString(value));
  }

  /** The same with that number. */
  public PromptRequest with(String name, double value) {
    return with(name, Double.toString(value));
  }

  /** The same with that truth. */
  public PromptRequest with(String name, boolean value) {
    return with(name, Boolean.toString(value));
  }

  /** The same with that list. */
  public PromptRequest with(String name, List<String> values) {
    Map<String, List<String>> more = new LinkedHashMap<>(variables);
    more.put(name, values);
    return new PromptRequest(template, version, more);
  }

  /** The names of its variables; never their values. */
  @Override
  public String toString() {
    return "PromptRequest[" + template + ", " + variables.keySet() + "]";
  }
}
