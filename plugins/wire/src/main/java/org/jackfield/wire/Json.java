package org.jackfield.wire;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Strict JSON with limits on everything a stranger can make large: depth 100, strings 20 MB (an
 * inlined image), numbers 100 digits, names 1,000 characters. Thread-safe; no type information is
 * ever read from JSON.
 */
public final class Json {
  /** The deepest nesting that is read. */
  public static final int MAX_DEPTH = 100;

  /** The longest string that is read, in characters. */
  public static final int MAX_STRING_CHARS = 20_000_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING_CHARS)
                  .maxNumberLength(100)
                  .maxNameLength(1_000)
                  .maxDocumentLength(128L * 1024 * 1024)
                  .build())
          .build();

  private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

  /** Reads one value and leaves what follows to whoever holds the parser. */
  private static final ObjectReader INNER =
      MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** A parser of those bytes, which must be UTF-8; the caller closes it. */
  public static JsonParser parser(byte[] bytes, int offset, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length);
  }

  /** A parser of a frame's data; the caller closes it. */
  public static JsonParser parser(Frame frame) {
    return parser(frame.data(), frame.offset(), frame.length());
  }

  /**
   * The value those bytes hold; an empty or blank text is a missing node.
   *
   * @throws JacksonException when they are not JSON
   */
  public static JsonNode tree(byte[] bytes) {
    return MAPPER.readTree(bytes);
  }

  /**
   * The value a piece of those bytes holds.
   *
   * @throws JacksonException when it is not JSON
   */
  public static JsonNode tree(byte[] bytes, int offset, int length) {
    return MAPPER.readTree(bytes, offset, length);
  }

  /**
   * The value that text holds.
   *
   * @throws JacksonException when it is not JSON
   */
  public static JsonNode tree(String json) {
    return MAPPER.readTree(json);
  }

  /** The value at which that parser stands; leaves it at the value's end. */
  public static JsonNode tree(JsonParser parser) {
    return INNER.readTree(parser);
  }

  /** The value those bytes hold; empty when they are not JSON. */
  public static Optional<JsonNode> find(byte[] bytes) {
    try {
      JsonNode node = MAPPER.readTree(bytes);
      return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  /** The object that a frame's data is; empty when it is none. */
  public static Optional<JsonNode> object(Frame frame) {
    try {
      JsonNode node = tree(frame.data(), frame.offset(), frame.length());
      return node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  /** The text as a JSON string, with its quotes. */
  public static String quote(String text) {
    return plain(text) ? '"' + text + '"' : MAPPER.writeValueAsString(text);
  }

  /** Whether nothing in the text needs an escape, as in nearly every name and id. */
  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** The text of a field; empty when it is not there or no string. */
  public static Optional<String> text(JsonNode object, String field) {
    JsonNode value = object.get(field);
    return value != null && value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  /** The whole number of a field; empty when it is not there or none. */
  public static OptionalLong integer(JsonNode object, String field) {
    JsonNode value = object.get(field);
    return value != null && value.isIntegralNumber() && value.canConvertToLong()
        ? OptionalLong.of(value.longValue())
        : OptionalLong.empty();
  }

  /** Whether the value says nothing: there is none, or it is null. */
  public static boolean absent(@Nullable JsonNode value) {
    return value == null || value.isNull() || value.isMissingNode();
  }

  /** The fields of an object, in order; none when it is no object. */
  public static Iterable<Map.Entry<String, JsonNode>> fields(JsonNode object) {
    Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
    return () -> fields;
  }
}
