package org.jackfield.plugin.llamacpp.gguf;

import java.util.Set;

/**
 * Refuses metadata on which llama.cpp 0.5.0 would stop the process with an assertion, or read
 * outside an array, instead of reporting an error. Everything it reports by itself is left to it.
 */
final class GgufModelCheck {
  private static final int MAX_LAYERS = 512; // LLAMA_MAX_LAYERS
  private static final int MAX_EXPERTS = 1024; // LLAMA_MAX_EXPERTS
  private static final long MAX_EMBEDDING_LENGTH = 1 << 20;
  private static final Set<String> ROPE_SCALINGS = Set.of("none", "linear", "yarn", "longrope");

  private final GgufFile file;
  private final String architecture;

  private GgufModelCheck(GgufFile file, String architecture) {
    this.file = file;
    this.architecture = architecture;
  }

  static void check(GgufFile file) {
    String architecture =
        file.text("general.architecture")
            .filter(a -> !a.isBlank())
            .orElseThrow(
                () -> new GgufException("metadata 'general.architecture' is missing or no text"));
    GgufModelCheck check = new GgufModelCheck(file, architecture);
    check.kind();
    check.shape();
    check.experts();
    check.vocabulary();
  }

  private void kind() {
    String type = file.text("general.type").orElse("model");
    if (!type.equals("model") || architecture.equals("clip")) {
      throw new GgufException(
          "it is no language model (general.type '"
              + type
              + "', architecture '"
              + architecture
              + "')");
    }
    if (file.whole("split.count").orElse(1) > 1) {
      throw new GgufException(
          "it is one part of a split model; join the parts with 'llama-gguf-split --merge FIRST.gguf WHOLE.gguf'");
    }
    if (!file.metadata().containsKey("tokenizer.ggml.model")) {
      throw new GgufException("metadata 'tokenizer.ggml.model' is missing");
    }
  }

  private void shape() {
    long layers = between("block_count", 1, MAX_LAYERS);
    between("context_length", 1, 0xFFFF_FFFFL);
    between("embedding_length", 1, MAX_EMBEDDING_LENGTH);
    boolean attends = file.tensors().stream().anyMatch(t -> t.name().startsWith("blk.0.attn_q"));
    perLayer("attention.head_count", attends ? 1 : 0, layers);
    perLayer("attention.head_count_kv", attends ? 1 : 0, layers);
    perLayer("feed_forward_length", 0, layers);
    if (file.whole(key("nextn_predict_layers")).orElse(0) > layers) {
      throw new GgufException(
          "metadata '"
              + key("nextn_predict_layers")
              + "' is above the number of layers, "
              + layers);
    }
    String scaling = file.text(key("rope.scaling.type")).orElse("none");
    if (!ROPE_SCALINGS.contains(scaling)) {
      throw new GgufException(
          "metadata '"
              + key("rope.scaling.type")
              + "' is '"
              + scaling
              + "'; known are "
              + ROPE_SCALINGS);
    }
  }

  private void experts() {
    long experts = file.whole(key("expert_count")).orElse(0);
    long used = file.whole(key("expert_used_count")).orElse(0);
    boolean noneUsed = experts > 0 && used == 0 && !usedByLayer();
    if (experts < 0 || experts > MAX_EXPERTS || used < 0 || used > experts || noneUsed) {
      throw new GgufException(
          "metadata '"
              + key("expert_count")
              + "' is "
              + experts
              + " and '"
              + key("expert_used_count")
              + "' is "
              + used
              + "; 0 < used <= count <= "
              + MAX_EXPERTS
              + " has to hold");
    }
    long groups = file.whole(key("expert_group_count")).orElse(0);
    long usedGroups = file.whole(key("expert_group_used_count")).orElse(0);
    boolean groupsFit = groups == 0 || (groups < experts && experts % groups == 0);
    boolean usedGroupsFit = groups <= 1 || (usedGroups > 0 && usedGroups < groups);
    if (!groupsFit || !usedGroupsFit) {
      throw new GgufException(
          "metadata '"
              + key("expert_group_count")
              + "' is "
              + groups
              + " with "
              + experts
              + " experts and "
              + usedGroups
              + " used groups, which do not fit together");
    }
  }

  private boolean usedByLayer() {
    return file.array(key("expert_used_count")).isPresent();
  }

  private void vocabulary() {
    GgufValue.Array tokens =
        file.array("tokenizer.ggml.tokens")
            .filter(a -> a.element() == GgufValueType.STRING && a.count() > 0)
            .orElseThrow(
                () ->
                    new GgufException(
                        "metadata 'tokenizer.ggml.tokens' is missing or no list of strings"));
    if (tokens.count() > Integer.MAX_VALUE || tokens.distinct() != tokens.count()) {
      throw new GgufException(
          "the vocabulary lists "
              + tokens.count()
              + " tokens, but only "
              + tokens.distinct()
              + " different ones");
    }
    sameLength("tokenizer.ggml.scores", tokens.count());
    sameLength("tokenizer.ggml.token_type", tokens.count());
    for (String id : Set.of("bos", "eos", "eot", "unknown", "padding")) {
      String key = "tokenizer.ggml." + id + "_token_id";
      long value = file.whole(key).orElse(-1);
      if (value >= tokens.count() && value != 0xFFFF_FFFFL) {
        throw new GgufException(
            "metadata '" + key + "' is " + value + ", outside the " + tokens.count() + " tokens");
      }
    }
  }

  private void sameLength(String key, long tokens) {
    GgufValue value = file.metadata().get(key);
    if (value != null && !(value instanceof GgufValue.Array array && array.count() == tokens)) {
      throw new GgufException(
          "metadata '" + key + "' has to be a list as long as the vocabulary, " + tokens);
    }
  }

  private long between(String name, long min, long max) {
    String key = key(name);
    long value =
        file.whole(key)
            .orElseThrow(
                () -> new GgufException("metadata '" + key + "' is missing or no whole number"));
    if (value < min || value > max) {
      throw new GgufException(
          "metadata '" + key + "' is " + value + "; " + min + " to " + max + " can be loaded");
    }
    return value;
  }

  /** A number, or one for each layer. Models without attention say 0 heads. */
  private void perLayer(String name, long min, long layers) {
    String key = key(name);
    GgufValue value = file.metadata().get(key);
    boolean usable =
        switch (value) {
          case null -> true;
          case GgufValue.Whole(GgufValueType type, long n) -> n >= min && n <= MAX_EMBEDDING_LENGTH;
          case GgufValue.Array array ->
              array.count() >= layers && array.element() != GgufValueType.STRING;
          case GgufValue.Text text -> false;
          case GgufValue.LongText text -> false;
          case GgufValue.Real real -> false;
          case GgufValue.Flag flag -> false;
        };
    if (!usable) {
      throw new GgufException(
          "metadata '"
              + key
              + "' is "
              + value
              + "; a number of at least "
              + min
              + ", or one for each of the "
              + layers
              + " layers, is needed");
    }
  }

  private String key(String name) {
    return architecture + "." + name;
  }
}
