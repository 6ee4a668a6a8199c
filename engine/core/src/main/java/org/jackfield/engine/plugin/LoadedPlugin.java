package org.jackfield.engine.plugin;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.SettingsSpec;
import org.jspecify.annotations.Nullable;

/**
 * A plugin with an open class loader. It counts its leases; when the last one is gone it closes the
 * loader and forgets everything that came from it, so that the loader becomes garbage even while
 * somebody keeps this object. Thread-safe.
 */
final class LoadedPlugin {
  private static final System.Logger LOG = System.getLogger(LoadedPlugin.class.getName());

  /** A factory with what it said about itself when it was loaded. */
  record Offer(BackendFactory factory, List<String> types, SettingsSpec settings) {
    Offer {
      types = List.copyOf(types);
    }
  }

  /** Is told when a plugin was closed, and which loader should be garbage from then on. */
  interface Closing {
    void closed(LoadedPlugin plugin, ClassLoader loader);
  }

  /** All that keeps the class loader alive. */
  private record Content(AllowListClassLoader loader, PluginScope scope, List<Offer> offers) {}

  private final PluginIdentity identity;
  private final PluginArchive archive;
  private final BoundedCalls calls;
  private final Closing closing;
  private final AtomicInteger leases = new AtomicInteger(1);
  private final AtomicReference<@Nullable Content> content;

  /** A plugin that is held by one lease, which the caller makes. */
  LoadedPlugin(
      PluginArchive archive,
      AllowListClassLoader loader,
      PluginScope scope,
      List<Offer> offers,
      BoundedCalls calls,
      Closing closing) {
    this.identity = scope.plugin();
    this.archive = archive;
    this.calls = calls;
    this.closing = closing;
    this.content = new AtomicReference<>(new Content(loader, scope, List.copyOf(offers)));
  }

  PluginIdentity identity() {
    return identity;
  }

  /** Whose leftovers it may have. */
  Leftovers.Plugin named() {
    return new Leftovers.Plugin(identity, archive.manifest().version());
  }

  PluginArchive archive() {
    return archive;
  }

  BoundedCalls calls() {
    return calls;
  }

  AllowListClassLoader loader() {
    return open().loader();
  }

  PluginScope scope() {
    return open().scope();
  }

  List<Offer> offers() {
    return open().offers();
  }

  /** One more lease, unless the plugin is closed already. */
  Optional<PluginLease> lease() {
    int before = leases.getAndUpdate(count -> count == 0 ? 0 : count + 1);
    return before == 0 ? Optional.empty() : Optional.of(new PluginLease(this));
  }

  /** Gives one lease back; called by {@link PluginLease} once. */
  void release() {
    if (leases.decrementAndGet() == 0) {
      close();
    }
  }

  private void close() {
    Content last = content.getAndSet(null);
    if (last == null) {
      return;
    }
    try {
      last.loader().close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "The jars of " + identity + " could not be closed", e);
    } finally {
      closing.closed(this, last.loader());
    }
  }

  private Content open() {
    Content now = content.get();
    if (now == null) {
      throw new BackendException(
          ErrorCode.UNAVAILABLE, "The plugin " + identity + " is not loaded any more.");
    }
    return now;
  }
}
