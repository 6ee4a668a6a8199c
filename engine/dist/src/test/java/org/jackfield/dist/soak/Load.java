package org.jackfield.dist.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that ask without an end, each its next question when the last one was answered, and look
 * at every answer: its status, whether it is whole, who gave it, and whether it is of a
 * configuration that is not older than that of the answer before. Thread-safe.
 */
final class Load implements AutoCloseable {
  private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");
  private static final int MOST_FAILURES = 20;

  private final URI url;
  private final List<Question> questions;
  private final Duration think;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Thread> clients = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final LongAdder failed = new LongAdder();
  private final LongAdder unary = new LongAdder();
  private final LongAdder streams = new LongAdder();
  private final Map<Question, String> sameForAll = new ConcurrentHashMap<>();

  /** Clients ask under the read lock; who has the write lock has the gateway for itself. */
  private final ReentrantReadWriteLock asking = new ReentrantReadWriteLock(true);

  private volatile boolean ended;

  private Load(URI gateway, List<Question> questions, Duration think) {
    this.url = gateway.resolve("/v1/chat/completions");
    this.questions = List.copyOf(questions);
    this.think = think;
  }

  /** Starts so many clients, which pause that long between two questions. */
  static Load start(URI gateway, int clients, Duration think, List<Question> questions) {
    Load load = new Load(gateway, questions, think);
    for (int i = 0; i < clients; i++) {
      Client client = load.new Client(i);
      load.clients.add(Thread.ofVirtual().name("client-" + i).start(client));
    }
    return load;
  }

  /**
   * What the clients got.
   *
   * @param unary answers in one piece
   * @param streams answers piece by piece
   * @param failed among both
   * @param failures the first of them, in words
   */
  record Answers(long unary, long streams, long failed, List<String> failures) {
    Answers {
      failures = List.copyOf(failures);
    }

    /** What is wrong, in words; too few of either kind among it, as then nothing was shown. */
    List<String> broken(int changes) {
      List<String> broken = new ArrayList<>();
      if (failed > 0) {
        broken.add(failed + " requests failed: " + String.join("\n", failures));
      }
      if (unary < changes || streams < changes) {
        broken.add("Only " + this + " during " + changes + " changes.");
      }
      return broken;
    }

    @Override
    public String toString() {
      return unary + " unary answers and " + streams + " streams, " + failed + " failed";
    }
  }

  /** What the clients got until now. */
  Answers answers() {
    return new Answers(unary.sum(), streams.sum(), failed.sum(), List.copyOf(failures));
  }

  /** Something to do while nobody asks. */
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Lets every client end what it asked, does the work, and lets them go on. */
  <T> T quiet(Work<T> work) throws IOException, InterruptedException {
    asking.writeLock().lock();
    try {
      return work.run();
    } finally {
      asking.writeLock().unlock();
    }
  }

  /** Lets every client end what it asked and waits for that; from then on nobody asks. */
  void end() {
    ended = true;
    try {
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
    http.close();
  }

  private void fail(String what) {
    failed.increment();
    if (failures.size() < MOST_FAILURES) {
      failures.add(what);
    }
  }

  /** One of them. */
  private final class Client implements Runnable {
    private final int number;
    private final Random random;
    private final Map<Question, Long> newest = new HashMap<>();
    private long generation;

    Client(int number) {
      this.number = number;
      this.random = new Random(number);
    }

    @Override
    public void run() {
      try {
        while (!ended) {
          Question question = questions.get(random.nextInt(questions.size()));
          asking.readLock().lock();
          try {
            ask(question);
          } catch (RuntimeException e) {
            fail("Client " + number + " ended: " + e);
            throw e;
          } finally {
            asking.readLock().unlock();
          }
          Thread.sleep(think);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void ask(Question question) throws InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .header("Content-Type", "application/json")
              .timeout(Duration.ofMinutes(1))
              .POST(HttpRequest.BodyPublishers.ofString(question.body()))
              .build();
      String problem;
      try {
        problem = problem(question, http.send(request, HttpResponse.BodyHandlers.ofString()));
      } catch (IOException e) {
        problem = "no answer: " + e;
      }
      (question.stream() ? streams : unary).increment();
      if (!problem.isEmpty()) {
        fail("Client " + number + ", " + question.model() + ": " + problem);
      }
    }

    /** What is wrong with an answer; empty when nothing is. */
    private String problem(Question question, HttpResponse<String> answer) {
      if (answer.statusCode() != 200) {
        return "status " + answer.statusCode() + ": " + answer.body();
      }
      if (question.stream() && !answer.body().endsWith("data: [DONE]\n\n")) {
        return "a stream that was cut: " + answer.body();
      }
      StringBuilder content = new StringBuilder();
      for (Matcher piece = CONTENT.matcher(answer.body()); piece.find(); ) {
        content.append(piece.group(1));
      }
      Matcher right = question.answer().matcher(content);
      if (!right.matches()) {
        return "a wrong answer: " + answer.body();
      }
      long answered = answer.headers().firstValueAsLong("x-jackfield-generation").orElse(0);
      if (answered < generation) {
        return "an answer of generation " + answered + " after one of " + generation;
      }
      generation = answered;
      return switch (question.who()) {
        case ANYBODY -> "";
        case ALWAYS_THE_SAME -> other(question, right.group(1));
        case NEVER_OLDER -> older(question, right.group(1));
      };
    }

    private String older(Question question, String version) {
      long now = Long.parseLong(version);
      Long before = newest.put(question, now);
      return before != null && now < before
          ? "version " + now + " answers after version " + before
          : "";
    }

    private String other(Question question, String who) {
      String first = sameForAll.putIfAbsent(question, who);
      return first != null && !first.equals(who)
          ? "it was built anew: " + who + " answers after " + first
          : "";
    }
  }
}
