package org.jackfield.engine.prompt;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hash of what makes a template's prompts: SHA-256 over one JSON document of its variables and
 * variants, both by name, without white space, absent values left out. What only people read (name,
 * version, documentation, place) does not count.
 */
final class PromptHash {
  private static final JsonMapper JSON = JsonMapper.shared();

  private PromptHash() {}

  static String of(List<PromptVariable> variables, List<PromptVariant> variants) {
    ObjectNode document = JSON.createObjectNode();
    ObjectNode named = document.putObject("variables");
    variables.stream()
        .sorted(Comparator.comparing(PromptVariable::name))
        .forEach(variable -> add(variable, named.putObject(variable.name())));
    ObjectNode families = document.putObject("variants");
    variants.stream()
        .sorted(Comparator.comparing(PromptVariant::family))
        .forEach(variant -> add(variant, families.putObject(variant.family())));
    try {
      byte[] canonical = JSON.writeValueAsBytes(document);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  private static void add(PromptVariable variable, ObjectNode into) {
    into.put("type", variable.type().word());
    into.put("required", variable.required());
    ArrayNode otherwise = into.putArray("default");
    variable.otherwise().forEach(otherwise::add);
    if (variable.type() instanceof PromptVariable.Type.Items items) {
      into.put("separator", items.separator());
    }
    if (variable.type() instanceof PromptVariable.Type.Choice choice) {
      ArrayNode choices = into.putArray("choices");
      choice.values().forEach(choices::add);
    }
  }

  private static void add(PromptVariant variant, ObjectNode into) {
    variant.system().ifPresent(system -> into.put("system", system.source()));
    into.put("text", variant.text().source());
    variant.defaults().temperature().ifPresent(value -> into.put("temperature", value));
    variant.defaults().maxTokens().ifPresent(value -> into.put("max_tokens", value));
  }
}
