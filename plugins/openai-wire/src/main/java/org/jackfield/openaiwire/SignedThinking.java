package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;
import org.jackfield.wire.ThinkingSigner;
import org.jspecify.annotations.Nullable;

/**
 * Thinking that its model wants back as it was, on its way to a client whose protocol has no field
 * for a signature: in {@link ExtraContent}, under the provider's name, whole, because many clients
 * send back the calls they were given and nothing else. It goes with the next tool call, or with
 * the message where none follows. One answer or message, one thread.
 */
final class SignedThinking {
  /** An encrypted block's data; the extension of a part of thinking, and the type of a block. */
  static final String REDACTED = "redacted_thinking";

  static final String BLOCKS = "thinking_blocks";
  static final String SIGNATURE = "signature";
  static final String MODEL = "model";

  private final Map<Integer, StringBuilder> texts = new HashMap<>();
  private final List<String> blocks = new ArrayList<>();
  private @Nullable ThinkingSigner signer;

  /** Takes the next piece of an answer's thinking. */
  void add(Chunk.Thinking piece) {
    StringBuilder text = texts.computeIfAbsent(piece.part(), part -> new StringBuilder());
    text.append(piece.text());
    Part.Thinking whole =
        piece
            .signature()
            .map(signature -> Part.thinking(text.toString(), signature))
            .orElseGet(() -> Part.thinking(text.toString()));
    add(whole.withExtensions(piece.extensions()));
  }

  /** Takes a part of a message, if it is signed or encrypted and known by whom. */
  boolean add(Part.Thinking part) {
    Optional<ThinkingSigner> by = ThinkingSigner.in(part.extensions());
    Optional<String> block = by.isPresent() ? block(part) : Optional.empty();
    block.ifPresent(blocks::add);
    signer = block.isPresent() ? by.get() : signer;
    return block.isPresent();
  }

  private static Optional<String> block(Part.Thinking part) {
    Optional<String> redacted = part.extensions().json(REDACTED);
    return redacted.isPresent()
        ? redacted.map(data -> "{\"type\":\"redacted_thinking\",\"data\":" + data + "}")
        : part.signature()
            .map(
                signature ->
                    "{\"type\":\"thinking\",\"thinking\":"
                        + Json.quote(part.text())
                        + ",\"signature\":"
                        + Json.quote(signature)
                        + "}");
  }

  /** The extensions of the call or message that the thinking until now goes with. */
  Extensions with(Extensions own) {
    ThinkingSigner by = signer;
    if (by == null) {
      return own;
    }
    String member =
        Json.quote(by.provider())
            + ":{\"model\":"
            + Json.quote(by.model())
            + ",\"thinking_blocks\":["
            + String.join(",", blocks)
            + "]}";
    blocks.clear();
    signer = null;
    return ExtraContent.with(own, member);
  }
}
