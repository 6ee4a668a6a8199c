package org.jackfield.testkit.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes one random JSON object as some client would: fields in any order, with any white space, in
 * any spelling of a string.
 */
public abstract class RandomJson {
  /** Decides everything. */
  protected final Random random;

  /** An object that those decisions make. */
  protected RandomJson(Random random) {
    this.random = random;
  }

  /** Adds the object's fields, made by {@link #field} and {@link #maybe}. */
  protected abstract void fields(List<String> fields);

  /** The object, in UTF-8. */
  public final byte[] json() {
    List<String> fields = new ArrayList<>();
    fields(fields);
    Collections.shuffle(fields, random);
    String body = String.join(space() + "," + space(), fields);
    String json = space() + "{" + space() + body + space() + "}" + space();
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Sometimes adds that field. */
  protected final void maybe(List<String> fields, String name, String value) {
    if (random.nextInt(3) == 0) {
      fields.add(field(name, value));
    }
  }

  /** A field with that raw value. */
  protected final String field(String name, String value) {
    return '"' + name + '"' + space() + ":" + space() + value;
  }

  /** Sometimes one more field, with the comma before it. */
  protected final String beside(String name, String value) {
    return random.nextInt(3) == 0 ? "," + field(name, value) : "";
  }

  /** White space, or none. */
  protected final String space() {
    return switch (random.nextInt(6)) {
      case 0 -> " ";
      case 1 -> "\n  ";
      case 2 -> "\t\r\n";
      default -> "";
    };
  }

  /** The text as a JSON string, some of its characters escaped though they need not be. */
  protected final String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || (!Character.isSurrogate(c) && random.nextInt(8) == 0)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
