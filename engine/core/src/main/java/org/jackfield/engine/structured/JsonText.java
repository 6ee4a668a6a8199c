package org.jackfield.engine.structured;

import org.jackfield.engine.FormatFault;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON that comes from outside: one value and nothing after it, with a limit on its depth.
 */
final class JsonText {
  /** Arrays and objects in each other. */
  static final int DEEPEST = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  /**
   * The value.
   *
   * @throws FormatFault that says where it stops being JSON, and nothing of what is there
   */
  static JsonNode read(String text) {
    if (text.isBlank()) {
      throw new FormatFault("it is empty");
    }
    try {
      return MAPPER.readTree(text);
    } catch (StreamConstraintsException e) {
      throw new FormatFault(
          "it is nested deeper than " + DEEPEST + " levels, or has a huge number");
    } catch (JacksonException e) {
      TokenStreamLocation where = e.getLocation();
      throw new FormatFault(
          where == null
              ? "it is not JSON"
              : "it is not JSON from line "
                  + where.getLineNr()
                  + ", column "
                  + where.getColumnNr()
                  + " on");
    }
  }
}
