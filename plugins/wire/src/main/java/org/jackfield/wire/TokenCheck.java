package org.jackfield.wire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Checks a field of a request by the tokens of its value, before anything is built of it. Every
 * check throws a {@link BackendException} with {@link ErrorCode#INVALID_REQUEST} that names the
 * field and what it must be.
 */
public final class TokenCheck {
  private static final int MAX_NAME_CHARS = 512;

  private TokenCheck() {}

  /** That the field is of the kind it must be. */
  public static void type(boolean holds, String name, String expected) {
    if (!holds) {
      throw InvalidRequest.type(name, expected);
    }
  }

  /** The truth value of the field. */
  public static boolean flag(JsonToken token, String name) {
    type(token.isBoolean(), name, "true or false");
    return token == JsonToken.VALUE_TRUE;
  }

  /** That it is a whole number in that range, however it is written, such as 1e2. */
  public static void whole(JsonParser parser, String name, JsonToken token, int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    type(token.isNumeric(), name, expected);
    double value = parser.getDoubleValue();
    if (token == JsonToken.VALUE_NUMBER_FLOAT && Math.abs(value) <= Integer.MAX_VALUE) {
      type(WholeNumber.of(parser.getString()).isPresent(), name, expected);
    }
    if (!(value >= least && value <= most)) {
      throw InvalidRequest.range(name, expected, "integer", value < least);
    }
  }

  /** That it is a whole number of any size, however it is written. */
  public static void whole(JsonParser parser, String name, JsonToken token) {
    boolean whole =
        token == JsonToken.VALUE_NUMBER_INT
            || (token == JsonToken.VALUE_NUMBER_FLOAT
                && WholeNumber.of(parser.getString()).isPresent());
    type(whole, name, "a whole number");
  }

  /** That it is a number in that range. */
  public static void decimal(JsonParser parser, String name, JsonToken token, int least, int most) {
    String expected = "a number from " + least + " to " + most;
    type(token.isNumeric(), name, expected);
    double value = parser.getDoubleValue();
    if (!(value >= least && value <= most)) {
      throw InvalidRequest.range(name, expected, "decimal", value < least);
    }
  }

  /** That the array at which the parser stands has strings only, and no more than that. */
  public static void strings(JsonParser parser, String name, int most) {
    int count = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      type(t == JsonToken.VALUE_STRING, name + "[" + count + "]", "a string");
      count++;
      if (count > most) {
        throw InvalidRequest.tooMany(name, most);
      }
    }
  }

  /** The string as a model's name, which goes into logs and errors. */
  public static String model(JsonParser parser, String name, JsonToken token) {
    type(token == JsonToken.VALUE_STRING, name, "a string");
    String model = parser.getString();
    if (model.length() > MAX_NAME_CHARS || model.chars().anyMatch(Character::isISOControl)) {
      throw InvalidRequest.field(
          name, "at most " + MAX_NAME_CHARS + " characters, and none that controls a terminal");
    }
    return model;
  }
}
