package org.jackfield.chattemplate;

/**
 * A compiled chat template. Immutable and thread-safe; compile once, render often.
 *
 * <p>It behaves as jinja2 does in the environment of transformers' {@code apply_chat_template}
 * (https://huggingface.co/docs/transformers/chat_templating), for the constructs that the module's
 * README lists. What it does not know it refuses by name; it never guesses. A template cannot reach
 * any Java object, change its input, or run without end.
 */
public final class ChatTemplate {
  private final Source source;
  private final Stmt.Body body;
  private final TemplateLimits limits;

  private ChatTemplate(Source source, Stmt.Body body, TemplateLimits limits) {
    this.source = source;
    this.body = body;
    this.limits = limits;
  }

  /**
   * Compiles a template of at most 1 Mi characters, with the default limits.
   *
   * @throws ChatTemplateException with code SYNTAX, UNSUPPORTED or LIMIT
   */
  public static ChatTemplate compile(String source) {
    return compile("chat_template", source, TemplateLimits.defaults());
  }

  /**
   * Compiles a template.
   *
   * @param name what error messages call it, such as the model's name
   * @throws ChatTemplateException with code SYNTAX, UNSUPPORTED or LIMIT
   */
  public static ChatTemplate compile(String name, String source, TemplateLimits limits) {
    Source normalized = Source.of(name, source);
    return new ChatTemplate(normalized, TemplateParser.parse(normalized), limits);
  }

  /**
   * Renders a prompt. Takes bounded time and memory, so that it needs no cancellation.
   *
   * @throws ChatTemplateException with code RAISED, EVALUATION, UNSUPPORTED or LIMIT
   */
  public RenderedPrompt render(TemplateInput input) {
    RenderRun run = new RenderRun(source, limits, input.clock());
    Text text = new Interpreter(run).render(body, new Scope(input.variables(), body.frame()));
    return RenderedPrompt.of(text);
  }
}
