package org.jackfield.testkit.contract;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/**
 * How a plugin's upstream speaks, so that the contracts can play it. Written once for each plugin,
 * in its tests; stateless.
 */
public interface Dialect {
  /** Give this to every secret setting: the contracts look for it where it must not be. */
  String CANARY = "sk-canary-3f9d1c7e";

  /** An error frame in a stream that has begun, and the code it must become. */
  record StreamError(String name, String frame, ErrorCode code) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The backend type to test. */
  String type();

  /** Settings for an upstream at that URL, with {@link #CANARY} as every secret. */
  Map<String, String> settings(URI upstream);

  /** What the backend can do; everything else must fail with UNSUPPORTED. */
  Set<Behaviour> behaviours();

  /** The request target of a streamed chat with these settings, such as {@code /api/chat}. */
  String target();

  /** The content type of a stream. */
  String contentType();

  /** The answer as the upstream streams it. */
  Frames frames(Answer answer);

  /** The upstream's errors before a stream, at least one for each code it tells apart. */
  List<ErrorCase> errors();

  /** The upstream's errors inside a stream; empty when its protocol knows none. */
  List<StreamError> streamErrors();

  /**
   * What a healthy upstream answers to a request that is no chat, such as a probe or a list of
   * models; empty for a request that the backend should not send.
   */
  Optional<Reply> aside(Received request);

  /** What the upstream counts apart. */
  default Set<Answer.Figure> figures() {
    return Set.of();
  }

  /**
   * What the upstream must find in that request, written down from the provider's documents. Asked
   * for what the backend declares, so what it declares must be known here.
   */
  default Sent sent(RequestCase request) {
    return Sent.UNKNOWN;
  }

  /** The answer in one piece; empty when the upstream gives none. */
  default Optional<Reply> whole(Answer answer) {
    return Optional.empty();
  }

  /** Every word that the upstream has for the end of an answer. */
  List<Ending> endings();

  /**
   * An answer of these calls whose arguments come in turns, a piece of each; empty where the
   * protocol gives one call after the other.
   */
  default Optional<Frames> interleaved(List<Answer.Call> calls) {
    return Optional.empty();
  }

  /**
   * The answer "Yes" whose one token has the log probability -0.25; for a backend that declares
   * {@link org.jackfield.spi.Capability#LOGPROBS}.
   */
  default Optional<Frames> logprobs() {
    return Optional.empty();
  }

  /** The models that {@link #aside} lists; none for a backend that lists none. */
  default List<String> models() {
    return List.of();
  }

  /**
   * How the upstream is asked for the tokens of {@link RequestCase#PLAIN}, and answers 42; empty
   * where it cannot be asked.
   */
  default Optional<OperationCase> tokenCount() {
    return Optional.empty();
  }

  /**
   * How the upstream is asked to embed the texts {@code one} and {@code two}, and answers with the
   * vectors (1, 0) and (0, 0.5); empty for a backend without embeddings.
   */
  default Optional<OperationCase> embeddings() {
    return Optional.empty();
  }

  /** Texts that message or hint must show when nobody listens there. */
  default List<String> unreachable(String hostPort) {
    return List.of(hostPort);
  }
}
