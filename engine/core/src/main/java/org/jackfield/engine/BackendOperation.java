package org.jackfield.engine;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.Backend;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;

/** What a backend can be asked for beside chat. */
public enum BackendOperation {
  /** The list of the models that it has. */
  MODELS,
  /** Embeddings of texts. */
  EMBEDDINGS,
  /** A prompt's tokens, by the model's own tokenizer. */
  COUNT,
  /** A prompt's tokens, estimated. */
  ESTIMATE;

  /** Its name in JSON, such as {@code embeddings}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Those of a backend. */
  public static Set<BackendOperation> of(Backend backend) {
    EnumSet<BackendOperation> found = EnumSet.noneOf(BackendOperation.class);
    if (backend.operation(ModelList.class).isPresent()) {
      found.add(MODELS);
    }
    if (backend.operation(Embeddings.class).isPresent()) {
      found.add(EMBEDDINGS);
    }
    Optional<TokenCount> count = backend.operation(TokenCount.class);
    count.ifPresent(tokens -> found.add(tokens.exact() ? COUNT : ESTIMATE));
    return found;
  }
}
