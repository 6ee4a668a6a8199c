package org.jackfield.openaiwire;

import java.util.OptionalLong;
import java.util.function.Function;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.TokenCount;
import tools.jackson.databind.JsonNode;

/**
 * Counts the tokens of a prompt by a path of the server that takes the body of a chat, renders its
 * template and counts with the model's own tokenizer. Thread-safe.
 */
public final class OpenAiTokenCount implements TokenCount {
  private final OpenAiCalls calls;
  private final OpenAiChat chat;
  private final OpenAiEndpoint where;
  private final String path;
  private final Function<JsonNode, OptionalLong> count;

  /**
   * A count by these calls.
   *
   * @param chat writes the body, as it would be asked
   * @param where the endpoint under whose base the path is
   * @param count finds the number in the answer
   */
  public OpenAiTokenCount(
      OpenAiCalls calls,
      OpenAiChat chat,
      OpenAiEndpoint where,
      String path,
      Function<JsonNode, OptionalLong> count) {
    this.calls = calls;
    this.chat = chat;
    this.where = where;
    this.path = path;
    this.count = count;
  }

  /**
   * {@inheritDoc}
   *
   * @throws BackendException also {@link ErrorCode#PROTOCOL} when the server has no such path
   */
  @Override
  public Count count(ChatRequest request, Attempt attempt) {
    String model = chat.model(request);
    JsonNode answer = calls.json(where.post(path, chat.body(request, attempt)), model, attempt);
    OptionalLong tokens = count.apply(answer);
    if (tokens.isEmpty() || tokens.getAsLong() < 0) {
      throw calls.broken(model, "answered with no number of tokens.");
    }
    return Count.exact(tokens.getAsLong());
  }
}
