package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Upstreams that have too much to do, which nothing here may make worse. */
@Timeout(120)
@ExtendWith(SharedGateway.class)
class LoadFaultsIT {
  private final FaultGateway gateway;

  LoadFaultsIT(FaultGateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void a_burst_of_failures_is_tried_again_and_then_one_call_alone_finds_out_when_it_is_over()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          Provider provider = hop.provider();
          hop.enqueue(provider.refusal(500, "server_error", "Boom.", "retry-after-ms: 1"))
              .enqueue(Reply.nothing().close())
              .enqueue(provider.overloaded());
          assertThat(hop.unary("busy").status()).isEqualTo(503);
          assertThat(hop.chats()).as("one try and two more").hasSize(3);

          Answered alone = hop.unary("busy").isRefusal(503, "backend_unavailable");
          assertThat(alone.header("Retry-After")).contains("1");
          assertThat(hop.chats()).as("it is left alone").hasSize(3);

          Gate held = Gate.closed();
          Reply good = provider.streamed(hop.wire().answer("Paris."));
          hop.enqueue(Reply.nothing().hold(held).then(good)).enqueue(good);
          try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answered> trying = threads.submit(() -> untilServed(hop));
            held.awaitReached(ScriptedUpstream.PATIENCE);
            for (int i = 0; i < 5; i++) {
              hop.unary("busy").isRefusal(503, "backend_unavailable");
            }
            assertThat(hop.chats()).as("one call alone tries").hasSize(4);
            held.release();
            assertThat(trying.get().text()).isEqualTo("Paris.");
          }
          assertThat(hop.stream("busy").isWhole().text()).isEqualTo("Paris.");
          assertThat(hop.chats()).hasSize(5);
        });
  }

  private static Answered untilServed(Hop hop) throws IOException {
    while (true) {
      Answered answer = hop.unary("busy");
      if (answer.status() == 200) {
        return answer;
      }
    }
  }

  @Test
  void five_hundred_clients_of_a_backend_that_is_down_are_not_multiplied_by_their_retries()
      throws Exception {
    gateway.forEach(
        List.of(Provider.CLAUDE),
        hop -> {
          Reply busy = hop.provider().refusal(503, "overloaded_error", "No.", "retry-after-ms: 1");
          hop.upstream().otherwise(busy.close());
          List<Future<Answered>> all = new ArrayList<>();
          try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
              all.add(threads.submit(() -> hop.unary("stormy")));
            }
          }
          for (Future<Answered> one : all) {
            assertThat(one.get().status()).isEqualTo(503);
          }
          assertThat(hop.chats()).hasSizeBetween(500, 600);
          hop.upstream().otherwise(request -> Optional.empty());
        });
  }
}
