package org.jackfield.plugin.llamacpp.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jackfield.plugin.llamacpp.Fixtures;
import org.jackfield.plugin.llamacpp.TestArtifacts;
import org.jackfield.plugin.llamacpp.ffm.ContextParams;
import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.plugin.llamacpp.ffm.NativeException;
import org.jackfield.plugin.llamacpp.gguf.HostileGguf;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.FinishReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker with a tiny model, whose answers are noise and come fast. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ModelWorkerTest {
  private static final int CONTEXT = 256;
  private static final SamplingOptions RANDOM =
      new SamplingOptions(1, 2, 1, 0, 1, 64, 0, 0, OptionalLong.of(42));

  @TempDir private Path folder;
  private final List<ModelWorker> workers = new ArrayList<>();

  @AfterEach
  void closeAll() {
    workers.forEach(ModelWorker::close);
  }

  @Test
  void generatesTheReferencesText() {
    var one = Fixtures.json("tiny-llama.reference.json").get("cases").get(0);
    ModelWorker worker = worker(1, 0);

    Answer answer =
        answer(worker, request(Fixtures.ids(one.get("input_ids")), SamplingOptions.GREEDY, 32));

    assertThat(answer.text()).isEqualTo(one.get("text").asString());
    assertThat(answer.end()).isEqualTo(new GenerationEvent.End(FinishReason.LENGTH, 5, 0, 32));
    assertThat(answer.pieces()).allSatisfy(piece -> assertThat(piece).isNotEmpty());
  }

  @Test
  void theNextTurnFindsTheConversationInTheCache() {
    ModelWorker worker = worker(2, 4);
    List<Integer> conversation = new ArrayList<>(ids("The miller opens the door and"));
    int known = 0;
    for (int turn = 0; turn < 5; turn++) {
      int[] prompt = array(conversation);
      Answer answer = answer(worker, request(prompt, SamplingOptions.GREEDY, 8));

      assertThat(answer.end().promptTokens()).isEqualTo(prompt.length);
      assertThat(answer.end().cachedTokens()).isBetween(known, prompt.length - 1);
      known = prompt.length;
      conversation.addAll(ids(" and then turn " + turn));
    }
  }

  @Test
  void twoConversationsKeepTheirOwnCache() {
    ModelWorker worker = worker(2, 4);
    int[] one = noise(60);
    int[] two = noise(61);
    answer(worker, request(one, SamplingOptions.GREEDY, 4));
    answer(worker, request(two, SamplingOptions.GREEDY, 4));

    assertThat(answer(worker, request(one, SamplingOptions.GREEDY, 4)).end().cachedTokens())
        .isEqualTo(59);
    assertThat(answer(worker, request(two, SamplingOptions.GREEDY, 4)).end().cachedTokens())
        .isEqualTo(60);
  }

  @Test
  void aCachedBeginningDoesNotChangeTheAnswer() {
    ModelWorker worker = worker(1, 4);
    int[] first = array(ids("The miller opens the door."));
    int[] other = array(ids("The miller opens the window, and the birds sing."));

    Answer fresh = answer(worker(1, 4), request(other, SamplingOptions.GREEDY, 24));
    answer(worker, request(first, SamplingOptions.GREEDY, 24));
    Answer reused = answer(worker, request(other, SamplingOptions.GREEDY, 24));
    Answer same = answer(worker, request(other, SamplingOptions.GREEDY, 24));

    assertThat(reused.text()).isEqualTo(fresh.text());
    assertThat(reused.end().cachedTokens()).isPositive();
    assertThat(same.text()).isEqualTo(fresh.text());
    assertThat(same.end().cachedTokens()).isEqualTo(other.length - 1);
  }

  @Test
  void aSeedMakesAnAnswerRepeatableAlsoBesideOthers() throws Exception {
    ModelWorker worker = worker(3, 20);
    int[] prompt = array(ids("Once upon a time"));
    String alone = answer(worker, request(prompt, RANDOM, 40)).text();
    List<Callable<Answer>> tasks = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Generation generation = worker.submit(request(prompt, RANDOM, 40));
      tasks.add(() -> Answer.read(generation));
    }

    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : readers.invokeAll(tasks)) {
        assertThat(answer.get().text()).isEqualTo(alone);
      }
    }
  }

  @Test
  void aPromptOfSeveralBatchesTellsHowFarItHasBeenRead() {
    try (Generation generation = worker(1, 0).submit(request(noise(250), RANDOM, 4))) {
      // The second batch of 128 completes it, and that is told by the answer itself.
      assertThat(generation.next()).isEqualTo(new GenerationEvent.Reading(128, 250));
      assertThat(generation.next()).isInstanceOf(GenerationEvent.Piece.class);
    }
  }

  @Test
  void aReaderWhoComesLateIsToldTheLatestOnly() {
    OutputQueue queue = new OutputQueue();
    for (int batch = 1; batch < 1000; batch++) {
      queue.addReading(new GenerationEvent.Reading(batch * 512, 512_000));
    }

    assertThat(queue.full()).isFalse();
    assertThat(queue.take(() -> {})).isEqualTo(new GenerationEvent.Reading(999 * 512, 512_000));
  }

  @Test
  void answersGrowSideBySide() {
    ModelWorker worker = worker(2, 0);
    Generation first = worker.submit(request(array(ids("One")), RANDOM, 200));
    Generation second = worker.submit(request(array(ids("Two")), RANDOM, 4));

    assertThat(Answer.read(second).end().outputTokens()).isEqualTo(4);
    assertThat(Answer.read(first).end().outputTokens()).isEqualTo(200);
  }

  @Test
  void thoseWhoWaitAreServedInTheOrderTheyCame() {
    ModelWorker worker = worker(1, 8);
    List<Generation> line = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      line.add(worker.submit(request(array(ids("Turn " + i)), RANDOM, 20)));
    }

    Answer.read(line.getLast());

    assertThat(worker.openGenerations()).as("those before the last one").isZero();
    line.forEach(Generation::close);
  }

  @Test
  void aSlowReaderDoesNotHoldUpTheOthersEvenWithOnePlace() {
    ModelWorker worker = worker(1, 8);
    GenerationRequest request = request(array(ids("The slow one")), RANDOM, 200);
    Answer expected = answer(worker, request);
    // More than fits into its queue: the worker cannot finish it while nobody reads.
    assertThat(expected.pieces()).hasSizeGreaterThan(100);

    Generation slow = worker.submit(request);
    String text = ((GenerationEvent.Piece) slow.next()).text();
    for (int i = 0; i < 3; i++) {
      GenerationRequest quick = request(array(ids("Quick " + i)), RANDOM, 30);
      assertThat(answer(worker, quick).end().outputTokens()).isPositive();
    }
    Answer rest = Answer.read(slow);

    assertThat(text + rest.text()).isEqualTo(expected.text());
    assertThat(rest.end().outputTokens()).isEqualTo(expected.end().outputTokens());
  }

  @Test
  void aFullQueueIsRefusedAndHasRoomAgainAfterwards() {
    ModelWorker worker = worker(1, 2);
    int[] prompt = array(ids("Wait"));
    List<Generation> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(worker.submit(request(prompt, RANDOM, 250)));
    }

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> worker.submit(request(prompt, RANDOM, 5)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED))
        .withMessageContaining("3 answers");
    open.forEach(Generation::close);
    awaitEmpty(worker);
    assertThat(answer(worker, request(prompt, RANDOM, 5)).end().outputTokens()).isEqualTo(5);
  }

  @Test
  void aPromptThatDoesNotFitIsRefusedWithBothCounts() {
    ModelWorker worker = worker(1, 0);

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> worker.submit(request(noise(CONTEXT), RANDOM, 5)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH))
        .withMessageContaining("256 tokens")
        .withMessageContaining("context holds 256");
  }

  @Test
  void theEndOfTheContextEndsTheAnswer() {
    ModelWorker worker = worker(1, 0);

    Answer answer = answer(worker, request(noise(CONTEXT - 1), RANDOM, 0));

    assertThat(answer.end().reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(answer.end().outputTokens()).isEqualTo(1);
    assertThat(answer(worker, request(noise(100), RANDOM, 0)).end().outputTokens())
        .isEqualTo(CONTEXT - 100);
  }

  @Test
  void aStopSequenceAcrossTokensEndsTheAnswerBeforeIt() {
    ModelWorker worker = worker(1, 0);
    int[] prompt =
        Fixtures.ids(
            Fixtures.json("tiny-llama.reference.json").get("cases").get(0).get("input_ids"));
    String whole = answer(worker, request(prompt, SamplingOptions.GREEDY, 32)).text();
    int at = whole.indexOf("hedgenn");
    assertThat(at).isPositive();

    Answer answer =
        answer(
            worker,
            new GenerationRequest(prompt, SamplingOptions.GREEDY, List.of("dgenn", "zzz"), 32));

    assertThat(answer.text()).isEqualTo(whole.substring(0, at + 2));
    assertThat(answer.end().reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void closingFromAnotherThreadUnblocksTheReaderAndFreesThePlace() throws Exception {
    ModelWorker worker = worker(1, 4);
    int unblocked = 0;
    for (int round = 0; round < 30; round++) {
      int pieces = new Random(round).nextInt(4);
      Generation generation = worker.submit(request(noise(200), RANDOM, 0));
      for (int i = 0; i < pieces; i++) {
        generation.next();
      }
      Thread closer = Thread.ofVirtual().start(generation::close);
      try {
        while (!(generation.next() instanceof GenerationEvent.End)) {
          Thread.onSpinWait();
        }
      } catch (BackendException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
        unblocked++;
      }
      closer.join();
      awaitEmpty(worker);
    }
    assertThat(unblocked).as("rounds closed before their answer ended").isPositive();
    assertThat(answer(worker, request(array(ids("Still")), RANDOM, 5)).end().outputTokens())
        .isEqualTo(5);
  }

  @Test
  void whatIsCancelledInTheMiddleOfAPromptLeavesTheOthersUntouched() {
    ModelWorker worker = worker(2, 8);
    int[] prompt = array(ids("The miller opens the door and"));
    String expected = answer(worker, request(prompt, SamplingOptions.GREEDY, 100)).text();

    Generation kept = worker.submit(request(prompt, SamplingOptions.GREEDY, 100));
    for (int i = 0; i < 20; i++) {
      worker.submit(request(noise(240), RANDOM, 0)).close();
    }

    assertThat(Answer.read(kept).text()).isEqualTo(expected);
    awaitEmpty(worker);
  }

  @Test
  void closingTheWorkerEndsWhatIsOpenAndWhatWaits() {
    ModelWorker worker = worker(1, 4);
    Generation running = worker.submit(request(noise(10), RANDOM, 0));
    Generation waiting = worker.submit(request(noise(10), RANDOM, 0));
    running.next();

    worker.close();

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Answer.read(running))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(waiting::next)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> worker.submit(request(noise(10), RANDOM, 0)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    assertThat(worker.isClosed()).isTrue();
  }

  @Test
  void weightsThatAreNoNumbersEndTheAnswerWithAnError() throws Exception {
    Path file = Files.write(folder.resolve("nan.gguf"), HostileGguf.named("weights-nan").bytes());
    ModelWorker worker = start(file, 1, 0);

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> answer(worker, request(noise(5), SamplingOptions.GREEDY, 5)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
        .withMessageContaining("not a number");
    assertThat(worker.openGenerations()).isZero();
  }

  @Test
  void aModelThatCannotBeLoadedSaysWhyAndTakesNothing() throws Exception {
    Path file =
        Files.writeString(folder.resolve("none.gguf"), "GGUF but nothing else in this file");
    ModelWorker worker = start(file, 1, 0);

    assertThat(worker.model())
        .failsWithin(60, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(NativeException.class);
    while (!worker.isClosed()) {
      Thread.onSpinWait();
    }
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> worker.submit(request(noise(5), RANDOM, 5)));
  }

  private ModelWorker worker(int sequences, int queue) {
    return start(Fixtures.tinyModel(), sequences, queue);
  }

  private ModelWorker start(Path file, int sequences, int queue) {
    ContextParams context =
        new ContextParams(CONTEXT, sequences, 128, 1, ContextParams.CacheType.F32, false);
    ModelWorker worker =
        ModelWorker.start(new WorkerOptions("tiny", TestArtifacts.natives(), file, context, queue));
    workers.add(worker);
    return worker;
  }

  private static Answer answer(ModelWorker worker, GenerationRequest request) {
    return Answer.read(worker.submit(request));
  }

  private static GenerationRequest request(int[] prompt, SamplingOptions sampling, int max) {
    return new GenerationRequest(prompt, sampling, List.of(), max);
  }

  private static int[] noise(int tokens) {
    return new Random(tokens).ints(tokens, 300, 760).toArray();
  }

  private static int[] array(List<Integer> ids) {
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> ids(String text) {
    try (LlamaModel model = LlamaModel.load(TestArtifacts.natives(), Fixtures.tinyModel())) {
      return java.util.Arrays.stream(model.tokenize(text.getBytes(StandardCharsets.UTF_8), false))
          .boxed()
          .toList();
    }
  }

  private static void awaitEmpty(ModelWorker worker) {
    while (worker.openGenerations() > 0) {
      Thread.onSpinWait();
    }
  }
}
