package org.jackfield.wire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The one pass over the bytes of a client's request, whatever its protocol: checks that they are
 * one JSON object in UTF-8 whose text is text, notes where its fields lie, and refuses what would
 * route or overload. Builds no tree. One use.
 */
public final class ObjectScanner {
  /**
   * Fields, in small letters alone, by which a body would choose where it goes, with which
   * credentials or on whose bill: OpenAI's clients and the routers that stand before providers take
   * them as arguments, and some obey them in a body too (CVE-2024-6587).
   */
  private static final Set<String> ROUTING =
      Set.of(
          "apibase",
          "apikey",
          "apitype",
          "apiversion",
          "authorization",
          "authtoken",
          "awsaccesskeyid",
          "awsregionname",
          "awssecretaccesskey",
          "awssessiontoken",
          "azureadtoken",
          "azureendpoint",
          "baseurl",
          "credentials",
          "customllmprovider",
          "defaultheaders",
          "endpoint",
          "extraheaders",
          "extraquery",
          "fallbacks",
          "headers",
          "litellmcredentialname",
          "litellmparams",
          "organization",
          "project",
          "userconfig",
          "vertexcredentials",
          "vertexlocation",
          "vertexproject");

  /** Whose fields routers treat as if they stood beside it. */
  private static final String EXTRA_BODY = "extrabody";

  private static final int MAX_FIELDS = 256;

  private final byte[] bytes;
  private final int depth;
  private final List<FieldSpans.Span> spans = new ArrayList<>();

  /** What a protocol does with the fields as they pass. */
  @FunctionalInterface
  public interface FieldReader {
    /**
     * Looks at the value of a top-level field that is not null. The parser stands at its first
     * token; wherever it stands afterwards inside the value, the scanner goes to its end.
     *
     * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that names the field
     */
    void read(JsonParser parser, String name, JsonToken token);
  }

  /**
   * A scanner of these bytes.
   *
   * @param depth the deepest nesting; at most {@link Json#MAX_DEPTH} counts
   */
  public ObjectScanner(byte[] bytes, int depth) {
    this.bytes = bytes;
    this.depth = depth;
  }

  /**
   * Goes through the object.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when the bytes are not one JSON
   *     object in UTF-8, or a field is there twice, would choose route or credentials, is nested
   *     too deep, or is not what the reader wants
   */
  public ObjectBytes scan(FieldReader reader) {
    checkEncoding();
    try (JsonParser parser = Json.parser(bytes, 0, bytes.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw InvalidRequest.of("The request body must be a JSON object.");
      }
      int inside = (int) parser.currentLocation().getByteOffset();
      fields(parser, reader);
      if (parser.nextToken() != null) {
        throw InvalidRequest.of("The request body goes on after its JSON object.");
      }
      return new ObjectBytes(bytes, new FieldSpans(spans, inside));
    } catch (JacksonException error) {
      throw InvalidRequest.json(error, bytes);
    }
  }

  /** The parser would read UTF-16 and UTF-32 too, and forgives a byte order mark. */
  private void checkEncoding() {
    if (bytes.length == 0) {
      throw InvalidRequest.of("The request body is empty; it must be a JSON object.");
    }
    if (bytes[0] == (byte) 0xef) {
      throw InvalidRequest.of("The request body must not begin with a byte order mark.");
    }
    boolean wide = false;
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      wide |= bytes[i] == 0;
    }
    if (wide || !Utf8.valid(bytes)) {
      throw InvalidRequest.of("The request body is not valid UTF-8.");
    }
    if (LoneSurrogates.in(bytes)) {
      throw InvalidRequest.of("The request body escapes half a surrogate pair, such as \\ud800.");
    }
  }

  private void fields(JsonParser parser, FieldReader reader) {
    Set<String> seen = new HashSet<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      if (!seen.add(name)) {
        throw InvalidRequest.unknown(name, "The field '" + name + "' is there twice.");
      }
      if (seen.size() > MAX_FIELDS) {
        throw InvalidRequest.of("The request has more than " + MAX_FIELDS + " fields.");
      }
      refuseRouting(name, name);
      int key = (int) parser.currentTokenLocation().getByteOffset();
      JsonToken token = parser.nextToken();
      int from = (int) parser.currentTokenLocation().getByteOffset();
      if (token == JsonToken.START_OBJECT && bare(name).equals(EXTRA_BODY)) {
        extraBody(parser, name);
      } else if (token != JsonToken.VALUE_NULL) {
        reader.read(parser, name, token);
      }
      skip(parser, name);
      parser.finishToken();
      int to = (int) parser.currentLocation().getByteOffset();
      spans.add(new FieldSpans.Span(name, key, from, to));
    }
  }

  private void extraBody(JsonParser parser, String name) {
    for (String inner = parser.nextName(); inner != null; inner = parser.nextName()) {
      refuseRouting(inner, name + "." + inner);
      parser.nextToken();
      skip(parser, name);
    }
  }

  private static void refuseRouting(String name, String path) {
    if (routing(name)) {
      throw InvalidRequest.unknown(
          path,
          "The field '" + path + "' is not allowed: routes and credentials are configuration.");
    }
  }

  /** Whether a field of that name, however it is spelt, would choose route or credentials. */
  public static boolean routing(String name) {
    return ROUTING.contains(bare(name));
  }

  /**
   * The name in small letters alone, as {@code api_key}, {@code apiKey} and {@code API-KEY} are.
   */
  private static String bare(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_' || c == '-' || Character.isUpperCase(c)) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }

  /** Goes to the end of the value at which the parser stands, no deeper than allowed. */
  public void skip(JsonParser parser, String field) {
    JsonToken token = parser.currentToken();
    if (!token.isStructStart()) {
      return;
    }
    int open = 1;
    int above = parser.streamReadContext().getNestingDepth() - 1;
    while (open > 0) {
      token = parser.nextToken();
      if (token.isStructStart()) {
        open++;
        if (above + open > depth) {
          throw InvalidRequest.field(field, "nested no deeper than " + depth);
        }
      } else if (token.isStructEnd()) {
        open--;
      }
    }
  }

  /** Checks that the array at which the parser stands has objects only, and no more than that. */
  public void objects(JsonParser parser, String name, int most) {
    int count = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (t != JsonToken.START_OBJECT) {
        throw InvalidRequest.type(name + "[" + count + "]", "an object");
      }
      count++;
      if (count > most) {
        throw InvalidRequest.tooMany(name, most);
      }
      skip(parser, name);
    }
  }
}
