package org.jackfield.engine.plugin;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;
import org.jackfield.spi.chat.Chat;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's backend behind the border of {@link PluginScope}, with the lease that keeps its plugin
 * loaded. Closing lets go of both, so that a closed backend keeps no class loader alive.
 */
final class ScopedBackend implements Backend {
  private static final System.Logger LOG = System.getLogger(ScopedBackend.class.getName());

  private record Live(Backend backend, PluginScope scope, PluginLease lease) {}

  private final String name;
  private final BoundedCalls calls;
  private final AtomicReference<@Nullable Live> live;

  ScopedBackend(
      String name, Backend backend, PluginScope scope, PluginLease lease, BoundedCalls calls) {
    this.name = name;
    this.calls = calls;
    this.live = new AtomicReference<>(new Live(backend, scope, lease));
  }

  @Override
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    if (!kind.isInterface() || kind == Operation.class) {
      throw new IllegalArgumentException("No operation: " + kind.getName());
    }
    Live now = open();
    return now.scope()
        .call("operation", () -> now.backend().operation(kind))
        .map(operation -> kind.cast(scoped(operation, kind, now.scope())));
  }

  private static Object scoped(Operation operation, Class<?> kind, PluginScope scope) {
    return operation instanceof Chat chat && kind == Chat.class
        ? new ScopedChat(chat, scope)
        : ScopedCalls.of(kind, operation, scope);
  }

  @Override
  public Capabilities capabilities(String model) {
    Live now = open();
    return now.scope().call("capabilities", () -> now.backend().capabilities(model));
  }

  @Override
  public Health probe(Attempt attempt) {
    Live now = open();
    return now.scope().call("probe", () -> now.backend().probe(attempt));
  }

  @Override
  public void close() {
    Live last = live.getAndSet(null);
    if (last == null) {
      return;
    }
    try {
      calls.call(
          "close",
          new Object(), // each is closed once
          () -> {
            last.scope().run("close", last.backend()::close);
            return name;
          },
          late -> LOG.log(System.Logger.Level.WARNING, "The backend {0} closed at last.", late),
          last.lease()::close);
    } catch (TimeoutException e) {
      warn(
          "The backend "
              + name
              + " did not close within "
              + calls.limit().toMillis()
              + " ms; its plugin "
              + last.scope().plugin()
              + " stays loaded until it does.",
          e);
    } catch (ExecutionException e) {
      warn("The backend " + name + " did not close cleanly: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void warn(String message, Exception cause) {
    LOG.log(System.Logger.Level.WARNING, message);
    LOG.log(System.Logger.Level.DEBUG, "In full", cause);
  }

  private Live open() {
    Live now = live.get();
    if (now == null) {
      throw new BackendException(ErrorCode.UNAVAILABLE, "The backend " + name + " is closed.");
    }
    return now;
  }
}
