package org.jackfield.engine.prompt;

import java.util.List;
import java.util.Optional;

/**
 * A prompt with variables, in variants by model family. Immutable.
 *
 * <p>Its version is what its author calls it. Its hash is what it is: templates of the same hash
 * make the same prompts.
 */
public final class PromptTemplate {
  /**
   * What a template is called.
   *
   * @param name the name that calls use: its use case
   * @param version what its author calls this state of it
   * @param doc what it is for; may be empty
   * @param place where it stands, for messages
   */
  public record Label(String name, String version, String doc, String place) {}

  private final Label label;
  private final List<PromptVariable> variables;
  private final List<PromptVariant> variants;
  private final String sha256;

  /** A template; one of its variants is the default one. */
  public PromptTemplate(Label label, List<PromptVariable> variables, List<PromptVariant> variants) {
    this.label = label;
    this.variables = List.copyOf(variables);
    this.variants = List.copyOf(variants);
    this.sha256 = PromptHash.of(this.variables, this.variants);
  }

  /** The name that calls use: its use case. */
  public String name() {
    return label.name();
  }

  /** What its author calls this state of it. */
  public String version() {
    return label.version();
  }

  /** What it is for; may be empty. */
  public String doc() {
    return label.doc();
  }

  /** Where it stands, for messages. */
  public String place() {
    return label.place();
  }

  /** Its variables, in the order of their declaration. */
  public List<PromptVariable> variables() {
    return variables;
  }

  /** The variable of that name. */
  Optional<PromptVariable> variable(String name) {
    return variables.stream().filter(variable -> variable.name().equals(name)).findFirst();
  }

  /** Its variants, the default one among them. */
  public List<PromptVariant> variants() {
    return variants;
  }

  /** SHA-256 over its variables and variants in canonical form, in hexadecimal. */
  public String sha256() {
    return sha256;
  }

  /** The variant for a family; the default one for a family without, and for no family. */
  PromptVariant variant(Optional<String> family) {
    return family.flatMap(this::own).or(() -> own(ModelFamilies.DEFAULT)).orElseThrow();
  }

  private Optional<PromptVariant> own(String family) {
    return variants.stream().filter(variant -> variant.family().equals(family)).findFirst();
  }

  /** Whether both say the same, wherever they stand. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PromptTemplate template && said().equals(template.said());
  }

  @Override
  public int hashCode() {
    return said().hashCode();
  }

  private List<Object> said() {
    List<String> docs = variables.stream().map(v -> v.name() + " " + v.doc()).toList();
    return List.of(name(), version(), doc(), sha256, docs);
  }

  @Override
  public String toString() {
    return "PromptTemplate[" + name() + ", version " + version() + ", " + sha256 + "]";
  }
}
