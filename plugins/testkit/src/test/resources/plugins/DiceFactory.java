package sample;

import java.util.*;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jackfield.spi.*;
import org.jackfield.spi.chat.*;

/** A backend that rolls a die of many sides for each word it was sent: it obeys all it takes. */
public final class DiceFactory implements BackendFactory {
  private static final String JSON = "{\"rolled\": \"%s\"}";
  private static final String SCHEMA = "{\"capital_of_country\": \"%s\"}";
  private static final int SIDES = 1_000_000;

  @Override
  public List<String> types() {
    return List.of("dice");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("pause", Setting.Kind.DURATION, "The wait before each roll.").withDefault("0"));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.LOCAL;
  }

  @Override
  public Backend create(BackendContext context) {
    return new DiceBackend(context.settings());
  }

  record DiceBackend(Settings settings) implements Backend, Chat {
    @Override
    public <T extends Operation> Optional<T> operation(Class<T> kind) {
      return kind == Chat.class ? Optional.of(kind.cast(this)) : Optional.empty();
    }

    @Override
    public Capabilities capabilities(String model) {
      return Capabilities.of(
          Capability.STOP, Capability.JSON, Capability.JSON_SCHEMA, Capability.SEED);
    }

    @Override
    public Health probe(Attempt attempt) {
      return Health.up("it rolls");
    }

    @Override
    public void close() {}

    @Override
    public ChatStream open(ChatRequest request, Attempt attempt) {
      refuse(request);
      int asked = request.messages().getLast().text().split(" ").length;
      List<String> words = List.of(text(request, asked).split("(?<= )"));
      int limit = request.limits().maxOutputTokens().orElse(Integer.MAX_VALUE);
      int most = Math.min(limit, words.size());
      List<Chunk> chunks = new ArrayList<>();
      words.subList(0, most).forEach(word -> chunks.add(Chunk.text(0, word)));
      FinishReason reason = limit < words.size() ? FinishReason.LENGTH : FinishReason.STOP;
      chunks.add(Chunk.finish(reason, Usage.estimated(asked, most)));
      DiceStream stream = new DiceStream(chunks.iterator(), settings, new CountDownLatch(1));
      attempt.onCancel(stream::close);
      return stream;
    }

    private static String text(ChatRequest request, int rolls) {
      OptionalLong seeded = request.sampling().seed();
      long seed = seeded.orElseGet(System::nanoTime);
      Random random = new Random(seed);
      StringJoiner joined = new StringJoiner(" ");
      for (int i = 0; i < rolls; i++) {
        joined.add(String.valueOf(random.nextInt(SIDES)));
      }
      String rolled = joined.toString();
      String text =
          switch (request.responseFormat()) {
            case ResponseFormat.Text _ -> rolled;
            case ResponseFormat.Json _ -> JSON.formatted(rolled);
            case ResponseFormat.JsonSchema _ -> SCHEMA.formatted(rolled);
          };
      List<String> stops = request.limits().stop();
      int end =
          stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(text.length());
      return end < text.length() ? text.substring(0, end) : text;
    }

    private static void refuse(ChatRequest request) {
      Sampling sampling = request.sampling();
      boolean text =
          request.messages().stream()
              .flatMap(message -> message.parts().stream())
              .allMatch(Part.Text.class::isInstance);
      boolean sampled =
          sampling.temperature().isPresent()
              || sampling.topP().isPresent()
              || sampling.topK().isPresent()
              || sampling.minP().isPresent()
              || !sampling.penalties().equals(Penalties.NONE)
              || request.thinking().given();
      if (!text || sampled || !request.tools().isEmpty()) {
        throw new BackendException(ErrorCode.UNSUPPORTED, "Dice take text, and obey a seed alone.");
      }
    }

    /** One reader calls next(); close() may come from any thread, and ends it. */
    record DiceStream(Iterator<Chunk> chunks, Settings settings, CountDownLatch closed)
        implements ChatStream {
      @Override
      public Chunk next() {
        try {
          if (!closed.await(settings.duration("pause").toMillis(), TimeUnit.MILLISECONDS)) {
            return chunks.next();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        throw new BackendException(ErrorCode.CANCELLED, "The dice were taken away.");
      }

      @Override
      public void close() {
        closed.countDown();
      }
    }
  }
}
