package org.jackfield.engine.structured;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.ValidationLimitExceededException;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.FormatFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A JSON Schema of a request, ready to measure answers: 2020-12 unless it names another draft.
 * {@code format} is a remark, as that draft has it, and not checked. For one call, used by one
 * thread at a time.
 */
final class AnswerSchema {
  private static final int LARGEST_CHARS = 256 * 1024;

  /** Evaluations of one keyword at one place: about a second. */
  private static final long MOST_STEPS = 1_000_000;

  /** Schemas in evaluation at a time; more than a value of the deepest kind needs. */
  private static final int DEEPEST_EVALUATION = 10 * JsonText.DEEPEST;

  private static final int TOLD_FAULTS = 10;

  private final Schema schema;
  private final LinearPatterns patterns;
  private final boolean ofObjects;

  private AnswerSchema(Schema schema, LinearPatterns patterns, boolean ofObjects) {
    this.schema = schema;
    this.patterns = patterns;
    this.ofObjects = ofObjects;
  }

  /**
   * Reads a schema.
   *
   * @throws FormatFault that says what is wrong with it, and where
   */
  static AnswerSchema of(String json) {
    if (json.length() > LARGEST_CHARS) {
      throw new FormatFault(
          "it has " + json.length() + " characters; at most " + LARGEST_CHARS + " are taken");
    }
    JsonNode read = JsonText.read(json);
    LinearPatterns patterns = new LinearPatterns();
    new SchemaRules(patterns).check(read);
    checkLanguage(read);
    AnswerSchema compiled =
        new AnswerSchema(
            compile(read, patterns), patterns, read.path("type").asString("").equals("object"));
    compiled.tryOut();
    return compiled;
  }

  /** Whether it is a schema by its own draft. */
  private static void checkLanguage(JsonNode schema) {
    Optional<String> draft = schema.path("$schema").asStringOpt();
    Schema language =
        Drafts.language(draft)
            .orElseThrow(
                () ->
                    new FormatFault(
                        Pointers.said("/$schema", "it must be one of " + Drafts.names())));
    List<Error> errors = evaluate(language, schema);
    if (!errors.isEmpty()) {
      throw new FormatFault(words(errors.getFirst()));
    }
  }

  private static Schema compile(JsonNode read, LinearPatterns patterns) {
    SchemaRegistry registry = Drafts.registry(patterns);
    try {
      Schema schema = registry.getSchema(read);
      schema.initializeValidators();
      return schema;
    } catch (SchemaException e) {
      throw new FormatFault(Pointers.said("", String.valueOf(e.getMessage())));
    } catch (StackOverflowError e) {
      throw new FormatFault("its references are nested too deep");
    }
  }

  /** A reference that leads back to itself shows at any value: here, before anybody is asked. */
  private void tryOut() {
    JsonNodeFactory values = JsonNodeFactory.instance;
    for (JsonNode value :
        List.of(
            values.nullNode(), values.objectNode(), values.arrayNode(), values.stringNode(""))) {
      faults(value);
    }
  }

  /** Whether it says that an answer is an object, and not only that it may be one. */
  boolean ofObjects() {
    return ofObjects;
  }

  /**
   * What of the answer breaks the schema, each with its place; empty when nothing does.
   *
   * @throws FormatFault when it takes too much to find out: the fault is the schema's
   */
  List<String> faults(JsonNode answer) {
    patterns.refill();
    List<Error> errors = evaluate(schema, answer);
    if (patterns.exhausted()) {
      throw new FormatFault("matching its regular expressions takes too long");
    }
    return errors.stream().limit(TOLD_FAULTS).map(AnswerSchema::words).toList();
  }

  private static List<Error> evaluate(Schema schema, JsonNode value) {
    try {
      return schema.validate(
          value,
          context ->
              context.executionConfig(
                  config ->
                      config
                          .maxEvaluationSteps(MOST_STEPS)
                          .maxEvaluationDepth(DEEPEST_EVALUATION)));
    } catch (ValidationLimitExceededException | StackOverflowError e) {
      throw new FormatFault(
          "checking a value takes too many steps; a '$ref' may lead back to itself");
    }
  }

  private static String words(Error error) {
    return Pointers.said(
        error.getInstanceLocation().toString(), String.valueOf(error.getMessage()));
  }
}
