package org.jackfield.engine.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/**
 * Addresses of host names, looked up so that nobody must wait for a resolver that does not answer:
 * the system's lookup can neither be cancelled nor be given a limit. Each runs on a thread of its
 * own, one for a name at a time, and who wants it waits until it is there, the limit is over, or
 * his call is cancelled. Thread-safe.
 */
final class NameLookups implements Dns {
  /** Nobody said in time where the host is. */
  static final class TooSlow extends UnknownHostException {
    private static final long serialVersionUID = 1;

    TooSlow(String host) {
      super(host);
    }
  }

  private final Dns resolver;
  private final Duration limit;
  private final Map<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();
  private final ThreadLocal<CompletableFuture<Void>> cancellation = new ThreadLocal<>();

  /**
   * Lookups.
   *
   * @param resolver finds the addresses, and takes its time
   * @param limit how long one waits for it
   */
  NameLookups(Dns resolver, Duration limit) {
    this.resolver = resolver;
    this.limit = limit;
  }

  /** This thread's next lookup ends when that is completed. */
  void endWith(CompletableFuture<Void> cancelled) {
    cancellation.set(cancelled);
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    CompletableFuture<List<InetAddress>> found = running.computeIfAbsent(host, this::start);
    CompletableFuture<Void> cancelled = cancellation.get();
    cancellation.remove();
    try {
      if (cancelled != null) {
        CompletableFuture.anyOf(found, cancelled).get(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (cancelled.isDone()) {
          throw new UnknownHostException(host);
        }
      }
      return found.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TooSlow(host);
    } catch (ExecutionException e) {
      UnknownHostException unknown = new UnknownHostException(host);
      unknown.initCause(e.getCause());
      throw unknown;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }

  private CompletableFuture<List<InetAddress>> start(String host) {
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("lookup of " + host)
        .start(
            () -> {
              try {
                found.complete(resolver.lookup(host));
              } catch (Throwable e) {
                found.completeExceptionally(e);
              } finally {
                running.remove(host, found);
              }
            });
    return found;
  }
}
