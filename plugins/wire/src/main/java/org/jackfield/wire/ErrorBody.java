package org.jackfield.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What the body of a refusal says, in any of the shapes that servers and the routers before them
 * use: {@code {"error":{"message":…}}}, the same in a list, {@code {"error":"…"}} with fields
 * beside it, {@code {"message":…}}, {@code {"detail":…}}, or text that is no JSON.
 *
 * @param message the text for people; empty when there is none, or markup
 * @param fields the object that says more; a missing node when there is none
 * @param structured whether it is an error of the protocol, and not the text of a router on the way
 * @param requestId the server's id of the request, where it tells it beside the error
 */
public record ErrorBody(
    String message, JsonNode fields, boolean structured, Optional<String> requestId) {
  /** Reads the body of a refusal. */
  public static ErrorBody read(byte[] body) {
    Optional<JsonNode> json = Json.find(body).filter(JsonNode::isContainer);
    if (json.isEmpty()) {
      String text = new String(body, StandardCharsets.UTF_8).strip();
      return said(text.startsWith("<") ? "" : text, false);
    }
    JsonNode object = json.get().isArray() ? json.get().path(0) : json.get();
    ErrorBody error = read(object);
    return new ErrorBody(
        error.message, error.fields, error.structured, Json.text(object, "request_id"));
  }

  private static ErrorBody read(JsonNode object) {
    if (object.path("error").isString()) {
      return new ErrorBody(object.path("error").stringValue(), object, true, Optional.empty());
    }
    if (!Json.absent(object.get("error"))) {
      return of(object.path("error"));
    }
    if (object.path("message").isString()) {
      return of(object);
    }
    JsonNode detail = object.path("detail");
    return said(Json.absent(detail) ? "" : detail.asString(detail.toString()), false);
  }

  /** Reads an error object, or the text in its place. */
  public static ErrorBody of(JsonNode error) {
    return error.isObject()
        ? new ErrorBody(Json.text(error, "message").orElse(""), error, true, Optional.empty())
        : said(error.asString(""), true);
  }

  private static ErrorBody said(String text, boolean structured) {
    return new ErrorBody(text, MissingNode.getInstance(), structured, Optional.empty());
  }

  /** The text of a field of the object, or its number as text; empty when there is none. */
  public String field(String name) {
    return fields.path(name).asString("");
  }

  /** Whether the text says that prompt and answer do not fit the context. */
  public boolean saysTooLong() {
    return ErrorText.TOO_LONG.matcher(message).find();
  }

  /** Whether the text says that the server or its model cannot do what was asked. */
  public boolean saysUnsupported() {
    return ErrorText.UNSUPPORTED.matcher(message).find();
  }

  /** Whether the text says that the request itself is broken, whatever the status. */
  public boolean saysMalformed() {
    return ErrorText.MALFORMED.matcher(message).find();
  }
}
