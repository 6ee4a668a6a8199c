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
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
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

  /** Numbers keep all their digits: they may be somebody's tool's arguments. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

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
    try {
      return MAPPER.readTree(bytes);
    } catch (NumberFormatException tooLarge) {
      throw unreadable(tooLarge);
    }
  }

  /**
   * The value a piece of those bytes holds.
   *
   * @throws JacksonException when it is not JSON
   */
  public static JsonNode tree(byte[] bytes, int offset, int length) {
    try {
      return MAPPER.readTree(bytes, offset, length);
    } catch (NumberFormatException tooLarge) {
      throw unreadable(tooLarge);
    }
  }

  /**
   * The value that text holds.
   *
   * @throws JacksonException when it is not JSON
   */
  public static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (NumberFormatException tooLarge) {
      throw unreadable(tooLarge);
    }
  }

  /** The value at which that parser stands; leaves it at the value's end. */
  public static JsonNode tree(JsonParser parser) {
    try {
      return INNER.readTree(parser);
    } catch (NumberFormatException tooLarge) {
      throw unreadable(tooLarge);
    }
  }

  /** The parser lets this one out for an exponent of more than 31 bits. */
  private static JacksonException unreadable(NumberFormatException number) {
    return new StreamReadException(null, "A number's exponent is too large.", number);
  }

  /** The value those bytes hold; empty when they are not JSON. */
  public static Optional<JsonNode> find(byte[] bytes) {
    try {
      JsonNode node = tree(bytes);
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
    return value == null ? OptionalLong.empty() : whole(value);
  }

  /** The whole number that a value is, such as 100 or 1e2; empty when it is none, or too large. */
  public static OptionalLong whole(JsonNode value) {
    return value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong()
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
