package org.jackfield.plugin.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Usage;
import org.jackfield.wire.ForeignFields;
import org.jackfield.wire.RequestRanges;

/**
 * Answers with the last message of the user, word by word; a word counts as a token. There is
 * nothing to sample, so every possible temperature and every seed is obeyed.
 */
record EchoBackend(String name, Settings settings) implements Backend, Chat {
  private static final String MODEL = "echo";

  @Override
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    return kind == Chat.class ? Optional.of(kind.cast(this)) : Optional.empty();
  }

  @Override
  public Capabilities capabilities(String model) {
    if (!model.isEmpty() && !model.equals(MODEL)) {
      return Capabilities.notOffered(
          new BackendException(
              ErrorCode.MODEL_NOT_FOUND, "An echo backend has one model: " + MODEL + "."));
    }
    return Capabilities.of(Capability.SEED, Capability.STOP, Capability.PENALTIES);
  }

  @Override
  public Health probe(Attempt attempt) {
    return failure().map(Health::down).orElse(Health.up("it echoes"));
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    RequestRanges.check(request);
    refuseWhatIsNotText(request);
    if (request.thinking().given()) {
      attempt.note("an echo does not think; the effort was left out");
    }
    ForeignFields.settle(request, Set.of(), name, attempt);
    Optional<BackendException> failure = failure();
    int failAfter = (int) settings.integer("fail_after");
    if (failure.isPresent() && failAfter == 0) {
      throw failure.get();
    }
    List<String> words = words(reply(request));
    int most = Math.min(words.size(), request.limits().maxOutputTokens().orElse(words.size()));
    int spoken = failure.isPresent() ? Math.min(failAfter, most) : most;
    List<Chunk> chunks = new ArrayList<>(List.of(Chunk.start(MODEL, "")));
    words.subList(0, spoken).forEach(word -> chunks.add(Chunk.text(0, word)));
    if (failure.isEmpty()) {
      FinishReason reason = most < words.size() ? FinishReason.LENGTH : FinishReason.STOP;
      chunks.add(Chunk.finish(reason, Usage.estimated(wordsOf(request), spoken)));
    }
    return new EchoStream(chunks, failure, settings.duration("chunk_delay"), attempt);
  }

  @Override
  public void close() {}

  /** What to say, up to the first stop sequence. */
  private String reply(ChatRequest request) {
    String asked =
        request.messages().reversed().stream()
            .filter(message -> message.role() == Message.Role.USER)
            .findFirst()
            .map(Message::text)
            .orElse("");
    String text = settings.has("reply") ? settings.string("reply") : asked;
    int end =
        request.limits().stop().stream()
            .mapToInt(text::indexOf)
            .filter(at -> at >= 0)
            .min()
            .orElse(text.length());
    return text.substring(0, end);
  }

  /** The words of the text, each with the space after it, so that together they are the text. */
  private static List<String> words(String text) {
    return Stream.of(text.split("(?<=\\s)(?=\\S)")).filter(word -> !word.isEmpty()).toList();
  }

  private static long wordsOf(ChatRequest request) {
    return request.messages().stream().mapToLong(message -> words(message.text()).size()).sum();
  }

  private Optional<BackendException> failure() {
    return settings.has("fail")
        ? Optional.of(
            new BackendException(
                    ErrorCode.valueOf(settings.string("fail").toUpperCase(Locale.ROOT)),
                    "This echo backend is configured to fail.")
                .withHint("Remove its setting 'fail'."))
        : Optional.empty();
  }

  private static void refuseWhatIsNotText(ChatRequest request) {
    boolean text =
        request.tools().isEmpty()
            && request.responseFormat() instanceof ResponseFormat.Text
            && request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .allMatch(Part.Text.class::isInstance);
    if (!text) {
      throw new BackendException(
          ErrorCode.UNSUPPORTED, "An echo backend takes text only: no tools, formats or media.");
    }
  }
}
