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

  /**
   * Whether the upstream tells how much of a prompt came from a cache, and of an answer is
   * thinking.
   */
  default boolean tellsTokensApart() {
    return false;
  }

  /** Texts that message or hint must show when nobody listens there. */
  default List<String> unreachable(String hostPort) {
    return List.of(hostPort);
  }
}
