package org.jackfield.chattemplate;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a template sees: messages, tools, special tokens and variables. Immutable and thread-safe;
 * the values are copied when they are given.
 *
 * <p>Values are plain Java: String, Boolean, numbers, List, Map with string keys, and null for
 * JSON's null. Every string and number counts as {@link Origin#CONTENT} except: a message's {@code
 * role} when it is system, user, assistant, tool, developer or function; the tokens given to {@link
 * Builder#bosToken} and {@link Builder#eosToken}; and what is wrapped in {@link TrustedText}.
 */
public final class TemplateInput {
  private final Map<String, Value> variables;
  private final Clock clock;

  private TemplateInput(Map<String, Value> variables, Clock clock) {
    this.variables = variables;
    this.clock = clock;
  }

  /** An empty input that asks for the prompt of the assistant's next turn. */
  public static Builder builder() {
    return new Builder();
  }

  Map<String, Value> variables() {
    return variables;
  }

  Clock clock() {
    return clock;
  }

  /** Collects the input of a rendering. Not thread-safe. */
  public static final class Builder {
    private static final Set<String> RESERVED =
        Set.of("messages", "tools", "documents", "add_generation_prompt", "bos_token", "eos_token");

    private final Map<String, Value> variables = new LinkedHashMap<>();
    private final List<Value> messages = new ArrayList<>();
    private Clock clock = Clock.system(ZoneId.systemDefault());

    private Builder() {
      // transformers passes these two as None when they are not given.
      variables.put("tools", Value.None.NONE);
      variables.put("documents", Value.None.NONE);
      variables.put("add_generation_prompt", Value.Bool.TRUE);
    }

    /** Adds a message of text. */
    public Builder message(String role, String content) {
      Map<String, String> message = new LinkedHashMap<>();
      message.put("role", role);
      message.put("content", content);
      return message(message);
    }

    /**
     * Adds a message with the fields of the chat format: {@code role}, {@code content} (a string,
     * null or a list of parts), {@code name}, {@code tool_calls}, {@code tool_call_id}, {@code
     * reasoning_content} and whatever the template reads. Reasoning is found under {@code
     * reasoning_content} and {@code thinking}, whichever of these names or {@code reasoning} it
     * has.
     *
     * @throws IllegalArgumentException when a value is of a type that no template can see
     */
    public Builder message(Map<String, ? extends @Nullable Object> message) {
      messages.add(InputReader.message(message, "messages[" + messages.size() + "]"));
      return this;
    }

    /** Adds messages in order. */
    public Builder messages(List<? extends Map<String, ? extends @Nullable Object>> messages) {
      messages.forEach(this::message);
      return this;
    }

    /** The tools the model may call, as JSON schemas of the chat format. */
    public Builder tools(List<? extends Map<String, ? extends @Nullable Object>> tools) {
      variables.put("tools", InputReader.read(tools, "tools"));
      return this;
    }

    /** The documents of templates for retrieval, with {@code title} and {@code text}. */
    public Builder documents(List<? extends Map<String, ? extends @Nullable Object>> documents) {
      variables.put("documents", InputReader.read(documents, "documents"));
      return this;
    }

    /** Whether the prompt ends with the begin of an assistant turn; true unless set. */
    public Builder addGenerationPrompt(boolean add) {
      variables.put("add_generation_prompt", Value.Bool.of(add));
      return this;
    }

    /** The model's begin-of-sequence token; it may form a control token. */
    public Builder bosToken(String token) {
      variables.put("bos_token", Text.template(token));
      return this;
    }

    /** The model's end-of-sequence token; it may form a control token. */
    public Builder eosToken(String token) {
      variables.put("eos_token", Text.template(token));
      return this;
    }

    /**
     * Sets a variable that the template reads, such as {@code enable_thinking}. Strings are content
     * unless wrapped in {@link TrustedText}.
     *
     * @throws IllegalArgumentException when the name has a method of its own here
     */
    public Builder variable(String name, @Nullable Object value) {
      if (RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "the variable '%s' cannot be overridden; it has its own method".formatted(name));
      }
      variables.put(name, InputReader.read(value, name));
      return this;
    }

    /** The clock that {@code strftime_now} reads, with its zone; the system's unless set. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** The input as collected so far. */
    public TemplateInput build() {
      Map<String, Value> all = new LinkedHashMap<>(variables);
      all.put("messages", new Value.ListValue(List.copyOf(messages), true));
      return new TemplateInput(Map.copyOf(all), clock);
    }
  }
}
