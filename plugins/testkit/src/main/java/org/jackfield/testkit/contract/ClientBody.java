package org.jackfield.testkit.contract;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.testkit.upstream.Json;

/**
 * A body of OpenAI's chat completions as a client sent it. Only its model changes, as a backend
 * changes it.
 *
 * @param json the body
 * @param decoded what it says
 */
record ClientBody(Json.Fields json, ChatRequest.Builder decoded) implements WireBody {
  /** A request that came as that body and says that. */
  static ChatRequest request(String body, ChatRequest.Builder decoded) {
    if (!(Json.parse(body) instanceof Json.Fields json)) {
      throw new IllegalArgumentException("No JSON object: " + body);
    }
    return ChatRequest.received(new ClientBody(json, decoded), "", ChatRequest.Delivery.STREAM);
  }

  @Override
  public Protocol protocol() {
    return Protocol.OPENAI_CHAT;
  }

  @Override
  public byte[] bytes() {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public WireBody with(String field, String value) {
    Map<String, Json> more = new LinkedHashMap<>(json.values());
    more.put(field, Json.parse(value));
    return new ClientBody(new Json.Fields(more), decoded);
  }

  @Override
  public WireBody without(String field) {
    Map<String, Json> fewer = new LinkedHashMap<>(json.values());
    fewer.remove(field);
    return new ClientBody(new Json.Fields(fewer), decoded);
  }

  @Override
  public WireBody apply(ChatRequest changed, Set<ChatRequest.Field> touched) {
    if (!touched.equals(Set.of(ChatRequest.Field.MODEL))) {
      throw new AssertionError("A request for log probabilities was changed in " + touched);
    }
    return with("model", Json.quote(changed.model()));
  }

  @Override
  public ChatRequest.Builder decode() {
    return decoded;
  }
}
