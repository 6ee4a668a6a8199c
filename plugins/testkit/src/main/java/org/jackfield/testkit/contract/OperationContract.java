package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Backend;
import org.jackfield.spi.Health;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.EmbeddingResult;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Expectation;
import org.junit.jupiter.api.Test;

/** A backend offers beside chat what its upstream has, and asks it as the protocol wants it. */
public abstract class OperationContract extends DialectTest {
  @Test
  void a_probe_of_a_healthy_upstream_is_good_and_costs_nothing() {
    Health health = backend(context()).probe(TestingAttempt.unlimited());

    assertThat(health.state()).as(health.toString()).isEqualTo(Health.State.UP);
    assertThat(upstream().received())
        .as("a probe reads, and asks for nothing that is computed")
        .allMatch(request -> request.method().equals("GET"));
  }

  @Test
  void a_list_of_models_names_them() {
    Optional<ModelList> list = backend(context()).operation(ModelList.class);

    List<String> models =
        list.map(offered -> offered.models(TestingAttempt.unlimited())).orElse(List.of()).stream()
            .map(ModelInfo::id)
            .toList();

    assertThat(models).isEqualTo(dialect().models());
  }

  @Test
  void tokens_are_counted_by_the_upstream_or_marked_as_an_estimate() {
    Backend backend = backend(context());
    Optional<TokenCount> counting = backend.operation(TokenCount.class);
    dialect().tokenCount().ifPresent(this::expect);
    if (counting.isEmpty()) {
      assertThat(dialect().tokenCount())
          .as("the upstream counts, and the backend does not")
          .isEmpty();
      return;
    }

    Count count = counting.get().count(RequestCase.PLAIN.request(), TestingAttempt.unlimited());

    boolean asked = dialect().tokenCount().isPresent();
    assertThat(count.exact()).as("whether the model's own tokenizer counted").isEqualTo(asked);
    assertThat(count.tokens()).isPositive();
    if (asked) {
      assertThat(count.tokens()).isEqualTo(42);
      dialect().tokenCount().orElseThrow().sent().check(upstream().lastRequest().json());
    } else {
      assertThat(upstream().received()).as("requests for an estimate").isEmpty();
    }
  }

  @Test
  void texts_become_vectors_in_their_order() {
    Optional<Embeddings> embeddings = backend(context()).operation(Embeddings.class);
    assertThat(embeddings.isPresent())
        .as("whether the backend offers embeddings, as the upstream does")
        .isEqualTo(dialect().embeddings().isPresent());
    if (embeddings.isEmpty()) {
      return;
    }
    OperationCase asked = dialect().embeddings().orElseThrow();
    expect(asked);

    EmbeddingResult result =
        embeddings
            .get()
            .embed(EmbeddingRequest.of("", List.of("one", "two")), TestingAttempt.unlimited());

    assertThat(result.vectors()).containsExactly(new float[] {1, 0}, new float[] {0, 0.5f});
    asked.sent().check(upstream().lastRequest().json());
  }

  private void expect(OperationCase asked) {
    upstream().enqueue(Expectation.post(asked.target()), asked.reply());
  }
}
