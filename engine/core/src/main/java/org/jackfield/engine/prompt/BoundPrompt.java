package org.jackfield.engine.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.UsedPrompt;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;

/**
 * A template with the values of one call, all checked: it can be rendered for any model and cannot
 * fail. Immutable.
 */
public final class BoundPrompt {
  private final PromptTemplate template;
  private final ModelFamilies families;
  private final Map<String, String> values;

  BoundPrompt(PromptTemplate template, ModelFamilies families, Map<String, String> values) {
    this.template = template;
    this.families = families;
    this.values = Map.copyOf(values);
  }

  /** Which template, in the variant for that model. */
  public UsedPrompt used(String model) {
    return new UsedPrompt(
        template.name(), template.version(), template.sha256(), variant(model).family());
  }

  private PromptVariant variant(String model) {
    return template.variant(families.of(model));
  }

  /** The prompt for that model. */
  RenderedPrompt render(String model) {
    PromptVariant variant = variant(model);
    return new RenderedPrompt(
        used(model),
        variant.system().map(system -> system.render(values)),
        variant.text().render(values),
        variant.defaults().or(families.defaults(model)));
  }

  /**
   * A call's request for that model: the prompt ahead of the call's own messages, the template's
   * figures where the call is silent. The call's own instructions go before all, in place of the
   * template's.
   *
   * @param system instructions for when neither the call nor the template has any
   */
  public ChatRequest fit(ChatRequest request, String model, Optional<String> system) {
    PromptVariant variant = variant(model);
    List<Message> own = request.messages();
    List<Message> messages = new ArrayList<>();
    if (own.stream().noneMatch(BoundPrompt::instructs)) {
      variant
          .system()
          .map(text -> text.render(values))
          .or(() -> system)
          .map(Message::system)
          .ifPresent(messages::add);
    }
    List<Message> first = own.stream().takeWhile(BoundPrompt::instructs).toList();
    messages.addAll(first);
    messages.add(Message.user(variant.text().render(values)));
    messages.addAll(own.subList(first.size(), own.size()));
    return variant.defaults().fill(request.withMessages(messages));
  }

  private static boolean instructs(Message message) {
    return message.role() == Message.Role.SYSTEM;
  }

  /** The request with the figures that suit the model, where nobody said otherwise. */
  public ChatRequest fill(ChatRequest request, String model) {
    return families.defaults(model).fill(request);
  }

  @Override
  public String toString() {
    return "BoundPrompt[" + template + "]";
  }
}
