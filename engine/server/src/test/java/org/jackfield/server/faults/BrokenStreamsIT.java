package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jackfield.server.faults.FaultGateway.SPARE;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams that begin well: what is not whole never looks whole, and nobody else finishes it. */
@Timeout(120)
@ExtendWith(SharedGateway.class)
class BrokenStreamsIT {
  private static final String BEGUN = "Hello, ";

  private final FaultGateway gateway;

  BrokenStreamsIT(FaultGateway gateway) {
    this.gateway = gateway;
  }

  /** The head of a stream and a piece of its text. */
  private static Reply begun(Hop hop) {
    Wire wire = hop.wire();
    return hop.provider().begun().chunk(wire.opening()).chunk(wire.text(BEGUN));
  }

  @Test
  void a_stall_after_some_tokens_ends_with_an_error_and_never_with_another_model()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(begun(hop).stall());
          Answered cut = hop.stream("idle-or-spare").breaksOff(BEGUN, "stream_idle_timeout");
          assertThat(cut.error().path("type").asString()).isEqualTo("upstream_error");
          assertThat(cut.backend()).isEqualTo(hop.name("idle"));

          hop.enqueue(begun(hop).stall());
          hop.unary("idle-or-spare").isRefusal(504, "upstream_timeout");
          hop.awaitAborts(2);
          assertThat(hop.chats()).hasSize(2);
        });
  }

  @Test
  void a_reset_in_mid_stream_ends_with_an_error_and_never_with_another_model() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Gate read = Gate.closed();
          hop.enqueue(begun(hop).hold(read).reset());
          hop.streamMeanwhile("or-spare", BEGUN, read::release)
              .breaksOff(BEGUN, "stream_interrupted");
          assertThat(hop.chats()).hasSize(1);
        });
  }

  @Test
  void a_stream_that_ends_without_its_finish_is_an_error_however_well_it_ends() throws Exception {
    gateway.forEachProvider(
        hop -> {
          String cut = hop.wire().opening() + hop.wire().text(BEGUN);
          String type = "Content-Type: " + hop.wire().contentType();
          List<Reply> ends = new ArrayList<>();
          ends.add(hop.provider().streamed(cut));
          ends.add(hop.provider().begun().chunk(cut).close());
          ends.add(Reply.head(200, type, "Content-Length: 100000").send(cut).close());
          ends.add(Reply.head(200, type, "Connection: close").send(cut).close());
          if (!hop.wire().terminator().isEmpty()) {
            ends.add(hop.provider().streamed(cut + hop.wire().terminator()));
          }
          for (Reply end : ends) {
            hop.enqueue(end);
            hop.stream("or-spare").breaksOff(BEGUN, "stream_interrupted");
            hop.enqueue(end);
            hop.unary("or-spare").isRefusal(502, "bad_upstream_response");
          }
          assertThat(hop.chats()).hasSize(2 * ends.size());
        });
  }

  @Test
  void an_error_inside_a_stream_is_that_error_whatever_follows() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Reply failing = begun(hop).chunk(hop.provider().errorFrame()).lastChunk();
          hop.enqueue(failing);
          Answered cut = hop.stream("or-spare");
          cut.breaksOff(BEGUN, cut.code());
          assertThat(cut.code()).isIn("stream_interrupted", "overloaded");
          hop.enqueue(failing);
          assertThat(hop.unary("or-spare").status()).isEqualTo(503);
        });
  }

  @Test
  void an_error_in_place_of_the_first_token_is_left_for_the_next_backend() throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(hop.provider().streamed(hop.wire().opening() + hop.provider().errorFrame()));
          assertThat(hop.stream("or-spare").isWhole().backend()).isEqualTo(SPARE);
        });
  }

  @Test
  void frames_cut_at_every_byte_and_written_in_other_ways_give_the_same_answer() throws Exception {
    String[] texts = {
      "Caf\u00e9 ", "\uD83D\uDC69\u200D\uD83D\uDE80", "\r\n\u2028", " \u4e16\u754c."
    };
    gateway.forEachProvider(
        hop -> {
          List<Reply> ways = new ArrayList<>();
          String body = hop.wire().answer(texts);
          ways.add(hop.provider().streamed(body));
          ways.add(Reply.nothing().sliced(1).then(hop.provider().streamed(body)));
          rewritten(hop.wire(), body).forEach(other -> ways.add(hop.provider().streamed(other)));
          for (Reply way : ways) {
            hop.enqueue(way).enqueue(way);
            Answered stream = hop.stream("").isWhole();
            assertThat(stream.text()).isEqualTo(String.join("", texts));
            assertThat(stream.finish()).isEqualTo("stop");
            assertThat(hop.unary("").isWhole().text()).isEqualTo(String.join("", texts));
          }
        });
  }

  /** The same frames as other servers might write them. */
  private static List<String> rewritten(Wire wire, String body) {
    String plain = body.replace("\r\n", "\n");
    List<String> others = new ArrayList<>();
    others.add(plain.replace("\n", "\r\n"));
    if (wire.events()) {
      others.add(plain.replace("\n", "\r"));
      others.add(plain.replace("\n\n", "\n\n: a comment\n\n"));
      others.add(plain.replace("\n\n", "\n\n:\n\nid: 7\nretry: 100\n\n\n"));
      others.add(plain.replace("data: {", "data: {\ndata: ").replace("data: ", "data:"));
    }
    return others;
  }

  @Test
  void a_frame_that_never_ends_is_refused_at_a_limit_and_counts_against_the_backend()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          String[] frame = hop.wire().text("ENDLESS").split("ENDLESS", 2);
          hop.enqueue(
              hop.provider()
                  .begun()
                  .chunk(hop.wire().opening())
                  .chunk(frame[0])
                  .chunkRepeated("x".repeat(1 << 16), 1 << 20)
                  .lastChunk());
          assertThat(hop.stream("fussy-or-spare").isWhole().backend()).isEqualTo(SPARE);
          hop.awaitAborts(1); // long before its 64 GB
          assertThat(gateway.gateway().engine().backends(false))
              .filteredOn(backend -> backend.name().equals(hop.name("fussy")))
              .allSatisfy(backend -> assertThat(backend.circuit()).isPresent());
        });
  }

  @Test
  void a_frame_that_is_garbage_ends_the_stream_with_an_error() throws Exception {
    gateway.forEachProvider(
        hop -> {
          String garbage = hop.wire().text("x").replace('{', '<').replace('}', '>');
          hop.enqueue(begun(hop).chunk(garbage).chunk(hop.wire().ending()).lastChunk());
          hop.stream("or-spare").breaksOff(BEGUN, "stream_interrupted");
        });
  }
}
