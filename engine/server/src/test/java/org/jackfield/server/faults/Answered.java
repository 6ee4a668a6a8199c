package org.jackfield.server.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All that a client of the gateway got, read as a client would: no reply shows a secret. */
final class Answered {
  private static final String DONE = "[DONE]";

  private final String head;
  private final String body;

  /**
   * A reply as it came over the wire.
   *
   * @param bytes everything up to the end of the connection
   */
  Answered(String bytes) {
    for (Provider provider : Provider.values()) {
      assertThat(bytes).doesNotContain(provider.key());
    }
    String raw = new String(bytes.getBytes(UTF_8), ISO_8859_1); // a character for each byte
    int end = raw.indexOf("\r\n\r\n");
    assertThat(end).as("the end of a head in <%s>", bytes).isPositive();
    head = raw.substring(0, end);
    String rest = raw.substring(end + 4);
    boolean chunked = head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
    body = new String((chunked ? unchunked(rest) : rest).getBytes(ISO_8859_1), UTF_8);
  }

  /** The body without its framing; one that breaks off is no answer at all. */
  private static String unchunked(String chunks) {
    StringBuilder whole = new StringBuilder();
    String rest = chunks;
    while (true) {
      int line = rest.indexOf("\r\n");
      assertThat(line).as("the next chunk in <%s>", rest).isPositive();
      int length = Integer.parseInt(rest.substring(0, line), 16);
      if (length == 0) {
        return whole.toString();
      }
      whole.append(rest, line + 2, line + 2 + length);
      rest = rest.substring(line + 2 + length + 2);
    }
  }

  int status() {
    return Integer.parseInt(head.split(" ", 3)[1]);
  }

  Optional<String> header(String name) {
    return head.lines()
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** The backend that answered. */
  String backend() {
    return header("x-jackfield-backend").orElse("");
  }

  String body() {
    return body;
  }

  /** The body of a whole answer or of a refusal. */
  JsonNode json() {
    return JsonMapper.shared().readTree(body);
  }

  boolean streamed() {
    return header("content-type").orElse("").startsWith("text/event-stream");
  }

  /** The data of each event of a stream, whatever its line ends, without comments. */
  List<String> events() {
    List<String> events = new ArrayList<>();
    for (String event : body.replace("\r\n", "\n").replace('\r', '\n').split("\n\n+")) {
      String data =
          event
              .lines()
              .filter(line -> line.startsWith("data:"))
              .map(line -> line.substring(5).strip())
              .collect(Collectors.joining("\n"));
      if (!data.isEmpty()) {
        events.add(data);
      }
    }
    return events;
  }

  private List<JsonNode> chunks() {
    return events().stream()
        .filter(data -> !data.equals(DONE))
        .map(data -> JsonMapper.shared().readTree(data))
        .toList();
  }

  /** The text of the answer. */
  String text() {
    return field("content");
  }

  /** A field of the message, or of all deltas of a stream, joined. */
  String field(String name) {
    return streamed()
        ? chunks().stream()
            .map(chunk -> chunk.at("/choices/0/delta/" + name).asString(""))
            .collect(Collectors.joining())
        : json().at("/choices/0/message/" + name).asString("");
  }

  /** Why the answer ended; empty when nothing says so. */
  String finish() {
    return streamed()
        ? chunks().stream()
            .map(chunk -> chunk.at("/choices/0/finish_reason").asString(""))
            .collect(Collectors.joining())
        : json().at("/choices/0/finish_reason").asString("");
  }

  /** The name of the first tool that is called. */
  String tool() {
    String call = "/tool_calls/0/function/name";
    return streamed()
        ? chunks().stream()
            .map(chunk -> chunk.at("/choices/0/delta" + call).asString(""))
            .collect(Collectors.joining())
        : json().at("/choices/0/message" + call).asString("");
  }

  /** The tokens that a whole answer tells of, as prompt+answer; empty when it tells nothing. */
  String usage() {
    List<JsonNode> all = streamed() ? chunks() : List.of(json());
    return all.stream()
        .map(chunk -> chunk.path("usage"))
        .filter(JsonNode::isObject)
        .map(
            usage ->
                usage.path("prompt_tokens").asString()
                    + "+"
                    + usage.path("completion_tokens").asString())
        .collect(Collectors.joining(","));
  }

  /** The error of a refusal, or the one that ends a stream; fails where there is none. */
  JsonNode error() {
    JsonNode error =
        streamed()
            ? chunks().stream()
                .map(chunk -> chunk.path("error"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No error in: " + body))
            : json().path("error");
    assertThat(error.isObject()).as("an error in <%s>", body).isTrue();
    return error;
  }

  /** The error's code. */
  String code() {
    return error().path("code").asString("");
  }

  /** The error's words for people. */
  String message() {
    return error().path("message").asString("");
  }

  /** It is an answer to its end: a good status, a reason why it ended, and no error. */
  Answered isWhole() {
    assertThat(status()).as(body).isEqualTo(200);
    assertThat(finish()).as("the finish reason in <%s>", body).isNotEmpty();
    assertThat(body).doesNotContain("\"error\"");
    if (streamed()) {
      assertThat(events().getLast()).isEqualTo(DONE);
    }
    return this;
  }

  /** It is a refusal with that status and code, with nothing of an answer. */
  Answered isRefusal(int status, String code) {
    assertThat(status()).as(body).isEqualTo(status);
    assertThat(streamed()).as("a refusal is no stream: %s", body).isFalse();
    assertThat(code()).as(body).isEqualTo(code);
    return this;
  }

  /** It is a stream that began and ends with that error and {@code [DONE]}, without a finish. */
  Answered breaksOff(String text, String code) {
    assertThat(status()).isEqualTo(200);
    assertThat(text()).isEqualTo(text);
    assertThat(finish()).as("a cut answer has no finish: %s", body).isEmpty();
    assertThat(code()).as(body).isEqualTo(code);
    assertThat(events().getLast()).isEqualTo(DONE);
    assertThat(JsonMapper.shared().readTree(events().get(events().size() - 2)).has("error"))
        .as("the error is the last event: %s", body)
        .isTrue();
    return this;
  }

  @Override
  public String toString() {
    return head + "\n\n" + body;
  }
}
