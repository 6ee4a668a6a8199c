package org.jackfield.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object as its bytes, and where its top-level fields lie in them: what the body of a
 * request rests on that goes on as it came. Changes are spliced in: order, spelling and white space
 * of all other fields stay as they were. Immutable and thread-safe; the bytes are kept, not copied.
 * Made by {@link ObjectScanner}.
 */
public final class ObjectBytes {
  private final byte[] bytes;
  private final FieldSpans spans;

  ObjectBytes(byte[] bytes, FieldSpans spans) {
    this.bytes = bytes;
    this.spans = spans;
  }

  /** The bytes; do not change them. */
  public byte[] bytes() {
    return bytes;
  }

  /** The names of the fields, in order. */
  public List<String> names() {
    return spans.list().stream().map(FieldSpans.Span::name).toList();
  }

  /** The raw JSON of a field; empty when it is not there. */
  public Optional<String> json(String field) {
    int index = spans.find(field);
    return index < 0 ? Optional.empty() : Optional.of(text(spans.get(index)));
  }

  private String text(FieldSpans.Span span) {
    return new String(bytes, span.from(), span.to() - span.from(), StandardCharsets.UTF_8);
  }

  /**
   * The value of a field; empty when it is not there or null.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that names the field, when it holds
   *     more than is read, such as a number of very many digits
   */
  public Optional<JsonNode> node(String field) {
    int index = spans.find(field);
    if (index < 0) {
      return Optional.empty();
    }
    FieldSpans.Span span = spans.get(index);
    try {
      JsonNode node = Json.tree(bytes, span.from(), span.to() - span.from());
      return Json.absent(node) ? Optional.empty() : Optional.of(node);
    } catch (JacksonException beyondLimits) {
      throw InvalidRequest.field(field, "JSON without numbers or names beyond all measure");
    }
  }

  /** The text of each element of an array; none when it is not there or no array. */
  public List<String> elements(String field) {
    int index = spans.find(field);
    if (index < 0) {
      return List.of();
    }
    FieldSpans.Span span = spans.get(index);
    List<String> elements = new ArrayList<>();
    try (JsonParser parser = Json.parser(bytes, span.from(), span.to() - span.from())) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return List.of();
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        int from = span.from() + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = span.from() + (int) parser.currentLocation().getByteOffset();
        elements.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
      }
    }
    return elements;
  }

  /**
   * The same object with that field's value replaced in place, or added as the last field; this
   * very one when the field has that value already.
   */
  public ObjectBytes with(String field, String json) {
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    int index = spans.find(field);
    if (index < 0) {
      return add(field, value);
    }
    FieldSpans.Span span = spans.get(index);
    if (Arrays.equals(bytes, span.from(), span.to(), value, 0, value.length)) {
      return this;
    }
    return new ObjectBytes(
        splice(span.from(), span.to(), value), spans.resized(index, value.length));
  }

  private ObjectBytes add(String field, byte[] value) {
    int at = spans.size() == 0 ? spans.inside() : spans.get(spans.size() - 1).to();
    int comma = spans.size() == 0 ? 0 : 1;
    byte[] key =
        ((comma == 0 ? "" : ",") + Json.quote(field) + ":").getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(key, key.length + value.length);
    System.arraycopy(value, 0, both, key.length, value.length);
    int from = at + key.length;
    FieldSpans.Span span = new FieldSpans.Span(field, at + comma, from, from + value.length);
    return new ObjectBytes(splice(at, at, both), spans.added(span));
  }

  /** The same object without that field; this very one when it has none. */
  public ObjectBytes without(String field) {
    int index = spans.find(field);
    if (index < 0) {
      return this;
    }
    FieldSpans.Span span = spans.get(index);
    int from = index > 0 ? spans.get(index - 1).to() : span.key();
    int to = index > 0 || spans.size() == 1 ? span.to() : spans.get(1).key();
    return new ObjectBytes(splice(from, to, new byte[0]), spans.removed(index, to - from));
  }

  private byte[] splice(int from, int to, byte[] piece) {
    byte[] spliced = new byte[bytes.length - (to - from) + piece.length];
    System.arraycopy(bytes, 0, spliced, 0, from);
    System.arraycopy(piece, 0, spliced, from, piece.length);
    System.arraycopy(bytes, to, spliced, from + piece.length, bytes.length - to);
    return spliced;
  }

  /** The size; never the content. */
  @Override
  public String toString() {
    return "object of " + bytes.length + " bytes";
  }
}
