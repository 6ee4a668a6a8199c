package org.jackfield.bench.codecs;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;

/**
 * Answers every chat with the same bytes, as many at a time as a network would give, and everything
 * else with what a server says of its model. No socket, so that only the codec is measured.
 * Thread-safe.
 */
record CannedTransport(String contentType, byte[] answer) implements HttpTransport {
  /** What one read of a TCP connection usually gives. */
  private static final int READ_BYTES = 1400;

  /** What servers say of a model that can everything. */
  private static final byte[] ABLE =
      ("{\"capabilities\":[\"completion\",\"vision\",\"tools\"],\"data\":[{\"id\":\"m\"}],"
              + "\"chat_template_caps\":{\"supports_tools\":true},\"modalities\":{\"vision\":true}}")
          .getBytes(StandardCharsets.UTF_8);

  /** The ends of paths that answer a chat. */
  private static final Pattern CHAT =
      Pattern.compile(".*(/chat/completions|/messages|:streamGenerateContent|/api/chat)");

  @Override
  public HttpExchange send(HttpCall call, Attempt attempt) {
    return CHAT.matcher(call.url().getPath()).matches()
        ? new Canned(contentType, answer)
        : new Canned("application/json", ABLE);
  }

  private static final class Canned implements HttpExchange {
    private final String type;
    private final byte[] body;
    private int at;

    Canned(String type, byte[] body) {
      this.type = type;
      this.body = body;
    }

    @Override
    public int status() {
      return 200;
    }

    @Override
    public Optional<String> header(String name) {
      return name.equalsIgnoreCase("Content-Type") ? Optional.of(type) : Optional.empty();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (at == body.length) {
        return -1;
      }
      int count = Math.min(Math.min(length, READ_BYTES), body.length - at);
      System.arraycopy(body, at, buffer, offset, count);
      at += count;
      return count;
    }

    @Override
    public byte[] readAll(int limitBytes) {
      byte[] rest = new byte[body.length - at];
      System.arraycopy(body, at, rest, 0, rest.length);
      at = body.length;
      return rest;
    }

    @Override
    public void close() {}
  }
}
