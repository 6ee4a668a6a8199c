package org.jackfield.testkit.upstream;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An HTTP/1.1 server on loopback that does to its client exactly what its script says, byte by
 * byte. Thread-safe. Requests take the scripted exchanges in the order they arrive; when none is
 * left, {@link #otherwise} answers. A request that breaks its expectation gets a 500 that says why,
 * and fails the test in {@link #close}.
 */
public final class ScriptedUpstream implements AutoCloseable {
  /**
   * How long a wait may take before the test fails: a guard against hanging, not a measurement. 30
   * seconds, or those in the system property {@code jackfield.testkit.patience}.
   */
  public static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("jackfield.testkit.patience", 30));

  private record Exchange(Expectation expectation, Reply reply) {}

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Guards everything below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Deque<Exchange> script = new ArrayDeque<>();
  private final List<Received> received = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final Set<ClientConnection> open = new HashSet<>();
  private Function<Received, Optional<Reply>> otherwise = request -> Optional.empty();
  private Function<Received, Optional<Reply>> aside = request -> Optional.empty();
  private boolean remembering = true;
  private int connections;
  private int aborts;
  private long requests;

  private ScriptedUpstream(ServerSocket listener) {
    this.listener = listener;
    threads.execute(this::accept);
  }

  /** A server on a free port of 127.0.0.1. */
  public static ScriptedUpstream start() {
    return start(0);
  }

  /** A server on that port of 127.0.0.1. */
  public static ScriptedUpstream start(int port) {
    try {
      ServerSocket listener = new ServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
      return new ScriptedUpstream(listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its URL without a path. */
  public URI uri() {
    return URI.create("http://" + hostPort());
  }

  /** Its URL with that path. */
  public URI uri(String path) {
    return URI.create("http://" + hostPort() + path);
  }

  /** Its host and port. */
  public String hostPort() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Appends an exchange to the script. */
  public ScriptedUpstream enqueue(Expectation expectation, Reply reply) {
    return locked(
        () -> {
          script.add(new Exchange(expectation, reply));
          return this;
        });
  }

  /** Appends a reply to whatever comes. */
  public ScriptedUpstream enqueue(Reply reply) {
    return enqueue(Expectation.any(), reply);
  }

  /** Forgets what is left of the script, and its complaints: for what comes after a failed test. */
  public ScriptedUpstream startOver() {
    return locked(
        () -> {
          script.clear();
          complaints.clear();
          return this;
        });
  }

  /** Answers every request that the script leaves over. */
  public ScriptedUpstream otherwise(Reply reply) {
    return otherwise(request -> Optional.of(reply));
  }

  /** Answers the requests that the script leaves over, where the function has a reply. */
  public ScriptedUpstream otherwise(Function<Received, Optional<Reply>> replies) {
    return locked(
        () -> {
          otherwise = replies;
          return this;
        });
  }

  /** Answers the requests for which the function has a reply without touching the script. */
  public ScriptedUpstream aside(Function<Received, Optional<Reply>> replies) {
    return locked(
        () -> {
          aside = replies;
          return this;
        });
  }

  /** Keeps no requests from now on, only counts them: for benchmarks. */
  public ScriptedUpstream forgetRequests() {
    return locked(
        () -> {
          remembering = false;
          return this;
        });
  }

  /** How many connections were accepted. */
  public int connections() {
    return locked(() -> connections);
  }

  /** How many requests were received. */
  public long requests() {
    return locked(() -> requests);
  }

  /** How many clients went away before their reply was over. */
  public int aborts() {
    return locked(() -> aborts);
  }

  /** All requests so far, in order. */
  public List<Received> received() {
    return locked(() -> List.copyOf(received));
  }

  /** The last request so far; fails the test when there is none. */
  public Received lastRequest() {
    List<Received> all = received();
    if (all.isEmpty()) {
      throw new AssertionError("The upstream received no request");
    }
    return all.getLast();
  }

  /** Waits until that many requests were received. */
  public void awaitRequests(long count) {
    await(() -> requests >= count, "Not " + count + " requests");
  }

  /** Waits until a client went away before its reply was over. */
  public void awaitClientGone(Duration limit) {
    await(() -> aborts > 0, limit, "No client went away");
  }

  /** Waits until that many clients went away before their reply was over. */
  public void awaitAborts(int count) {
    await(() -> aborts >= count, "Not " + count + " clients went away");
  }

  /** Waits until no connection is open. */
  public void awaitIdle() {
    await(open::isEmpty, "Connections are still open");
  }

  /** Fails the test when a request broke its expectation, or when scripted exchanges are left. */
  public void verify() {
    List<String> wrong =
        locked(
            () -> {
              List<String> all = new ArrayList<>(complaints);
              if (!script.isEmpty()) {
                all.add(script.size() + " scripted exchanges did not take place");
              }
              return all;
            });
    complain(wrong);
  }

  /** Ends everything; fails the test when a request broke its expectation. */
  @Override
  public void close() {
    try {
      listener.close();
      for (ClientConnection connection : locked(() -> List.copyOf(open))) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitThreads();
    complain(locked(() -> List.copyOf(complaints)));
  }

  private void awaitThreads() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("A thread of the scripted upstream does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void complain(Collection<String> wrong) {
    if (!wrong.isEmpty()) {
      throw new AssertionError("The upstream complains:\n" + String.join("\n", wrong));
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        int number = locked(() -> ++connections);
        ClientConnection connection = new ClientConnection(socket, number);
        locked(() -> open.add(connection));
        threads.execute(connection::pump);
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          note("The server cannot accept: " + e);
        }
      } catch (RejectedExecutionException e) {
        return; // closed meanwhile
      }
    }
  }

  private void serve(ClientConnection connection) {
    try (connection) {
      for (Optional<Received> request = connection.request();
          request.isPresent();
          request = connection.request()) {
        if (!answer(connection, request.get())) {
          return;
        }
      }
    } catch (IOException e) {
      aborted();
    } finally {
      locked(() -> open.remove(connection));
    }
  }

  /** Plays the reply; says whether the connection goes on. */
  private boolean answer(ClientConnection connection, Received request) throws IOException {
    Reply reply = next(request);
    int slice = Integer.MAX_VALUE;
    for (Reply.Step step : reply.steps()) {
      if (connection.gone().isDone()) {
        aborted();
        return false;
      }
      switch (step) {
        case Reply.Send send -> write(connection, send, slice);
        case Reply.Slice cut -> slice = cut.bytes();
        case Reply.Hold hold -> {
          either(connection, hold.gate().arrive());
          if (!hold.gate().released()) {
            aborted();
            return false;
          }
        }
        case Reply.Pause pause ->
            either(
                connection,
                new CompletableFuture<>()
                    .completeOnTimeout(null, pause.time().toNanos(), TimeUnit.NANOSECONDS));
        case Reply.Stall _ -> {
          connection.gone().join();
          aborted();
          return false;
        }
        case Reply.Close _ -> {
          return false;
        }
        case Reply.Reset _ -> {
          connection.reset();
          return false;
        }
      }
    }
    return true;
  }

  private static void either(ClientConnection connection, CompletableFuture<?> wait) {
    CompletableFuture.anyOf(connection.gone(), wait).join();
  }

  private static void write(ClientConnection connection, Reply.Send send, int slice)
      throws IOException {
    OutputStream out = connection.out();
    byte[] bytes = send.bytes();
    for (long i = 0; i < send.times(); i++) {
      for (int from = 0; from < bytes.length; from += Math.min(slice, bytes.length - from)) {
        out.write(bytes, from, Math.min(slice, bytes.length - from));
        out.flush();
      }
    }
  }

  private Reply next(Received request) {
    return locked(
        () -> {
          requests++;
          if (remembering) {
            received.add(request);
          }
          changed.signalAll();
          Optional<Reply> besides = aside.apply(request);
          if (besides.isPresent()) {
            return besides.get();
          }
          Exchange exchange = script.poll();
          if (exchange == null) {
            Optional<Reply> reply = otherwise.apply(request);
            if (reply.isEmpty()) {
              complaints.add("Nothing is scripted for " + request);
            }
            return reply.orElse(
                Reply.whole(500, "text/plain", "Nothing is scripted for this request."));
          }
          List<String> wrong = exchange.expectation.complaints(request);
          complaints.addAll(wrong);
          return wrong.isEmpty()
              ? exchange.reply
              : Reply.whole(500, "text/plain", String.join("\n", wrong));
        });
  }

  private void aborted() {
    locked(
        () -> {
          aborts++;
          changed.signalAll();
          return aborts;
        });
  }

  private void note(String complaint) {
    locked(() -> complaints.add(complaint));
  }

  private void await(BooleanSupplier condition, String otherwise) {
    await(condition, PATIENCE, otherwise);
  }

  private void await(BooleanSupplier condition, Duration limit, String otherwise) {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          throw new AssertionError(
              otherwise + " within " + limit + ": " + requests + " requests, " + aborts + " gone");
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for the upstream", e);
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      T result = action.get();
      changed.signalAll();
      return result;
    } finally {
      lock.unlock();
    }
  }
}
