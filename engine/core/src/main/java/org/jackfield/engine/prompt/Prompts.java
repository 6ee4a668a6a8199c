package org.jackfield.engine.prompt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.PromptRequest;
import org.jackfield.spi.ErrorCode;

/** All prompt templates of one configuration, by name. Immutable. */
public final class Prompts {
  /** The longest prompt that a template may come to, in characters. */
  public static final int MAX_RENDERED_CHARACTERS = 16 * 1024 * 1024;

  /** No templates. */
  public static final Prompts NONE = new Prompts(List.of(), ModelFamilies.shipped());

  private final Map<String, PromptTemplate> templates = new LinkedHashMap<>();
  private final ModelFamilies families;

  /** These templates, each name once. */
  public Prompts(List<PromptTemplate> templates, ModelFamilies families) {
    templates.forEach(template -> this.templates.put(template.name(), template));
    this.families = families;
  }

  /** All templates, in the order of the configuration. */
  public List<PromptTemplate> list() {
    return List.copyOf(templates.values());
  }

  /** All templates by name. */
  public Map<String, PromptTemplate> byName() {
    return Collections.unmodifiableMap(templates);
  }

  /** What tells the family of a model. */
  public ModelFamilies families() {
    return families;
  }

  /** The family of a model, which chooses the variant; empty when its name tells none. */
  public Optional<String> family(String model) {
    return families.of(model);
  }

  /**
   * The template of that name.
   *
   * @throws EngineException {@link ErrorCode#INVALID_REQUEST} with the nearest name
   */
  public PromptTemplate template(String name) {
    PromptTemplate template = templates.get(name);
    if (template == null) {
      throw EngineException.unknown(
          "There is no prompt template named '" + name + "'.", name, templates.keySet());
    }
    return template;
  }

  /**
   * The prompt that a model would get; an empty model gets the default variant.
   *
   * @throws EngineException as {@link #bind} does
   */
  public RenderedPrompt render(PromptRequest request, String model) {
    return bind(request).render(model);
  }

  /**
   * A template with the values of a call, every one checked.
   *
   * @throws EngineException {@link ErrorCode#INVALID_REQUEST} when there is no such template or
   *     version, a variable is missing, unknown or not of its type, or the prompt gets too long
   */
  public BoundPrompt bind(PromptRequest request) {
    PromptTemplate template = template(request.template());
    if (request.version().filter(version -> !version.equals(template.version())).isPresent()) {
      throw invalid(
          template, "is at version " + template.version() + ", not " + request.version().get());
    }
    for (String name : request.variables().keySet()) {
      if (template.variable(name).isEmpty()) {
        throw EngineException.unknown(
            named(template) + " has no variable '" + name + "'.",
            name,
            template.variables().stream().map(PromptVariable::name).toList());
      }
    }
    return new BoundPrompt(template, families, values(template, request));
  }

  private static Map<String, String> values(PromptTemplate template, PromptRequest request) {
    Map<String, String> values = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (PromptVariable variable : template.variables()) {
      List<String> given = request.variables().get(variable.name());
      if (given == null && variable.required()) {
        problems.add("needs the variable '" + variable.name() + "' (" + variable.place() + ")");
      } else if (given != null && variable.refusal(given).isPresent()) {
        problems.add(
            "takes for '"
                + variable.name()
                + "' "
                + variable.refusal(given).get()
                + " ("
                + variable.place()
                + ")");
      } else {
        values.put(
            variable.name(), variable.inserted(given == null ? variable.otherwise() : given));
      }
    }
    if (!problems.isEmpty()) {
      throw invalid(template, String.join("; it ", problems));
    }
    for (PromptVariant variant : template.variants()) {
      long characters =
          variant.text().length(values)
              + variant.system().map(system -> system.length(values)).orElse(0L);
      if (characters > MAX_RENDERED_CHARACTERS) {
        throw invalid(
            template,
            "comes to "
                + characters
                + " characters with these values; the most is "
                + MAX_RENDERED_CHARACTERS);
      }
    }
    return values;
  }

  private static String named(PromptTemplate template) {
    return "The prompt template '" + template.name() + "' (" + template.place() + ")";
  }

  private static EngineException invalid(PromptTemplate template, String problem) {
    return new EngineException(ErrorCode.INVALID_REQUEST, named(template) + " " + problem + ".");
  }
}
