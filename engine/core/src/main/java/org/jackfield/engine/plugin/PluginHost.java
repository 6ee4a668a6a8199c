package org.jackfield.engine.plugin;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.PluginLeftover;

/**
 * The owner of all loaded plugins. Every load runs on its one thread, after the other; PF4J is not
 * thread-safe. A plugin whose bytes are open already is carried over, class loader and all; a
 * plugin that no registry and no backend holds any more is closed, and its private copy deleted.
 * Thread-safe; close it after the last backend.
 */
public final class PluginHost implements AutoCloseable {
  /**
   * How long a plugin's {@code types}, {@code settings}, {@code create} or {@code close} may take.
   */
  public static final Duration DEFAULT_CALL_LIMIT = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(PluginHost.class.getName());
  private final PrivateFolder copies;
  private final VerifiedFiles verified;
  private final Duration callLimit;
  private final Optional<Path> shippedList;
  private final Leftovers leftovers;
  private final Map<String, LoadedPlugin> live = new ConcurrentHashMap<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("plugin-host").factory());
  private long generation;
  private volatile boolean closed;

  private PluginHost(
      PrivateFolder copies,
      VerifiedFiles verified,
      Duration callLimit,
      Optional<Path> shippedList,
      Leftovers leftovers) {
    this.copies = copies;
    this.verified = verified;
    this.callLimit = callLimit;
    this.shippedList = shippedList;
    this.leftovers = leftovers;
  }

  /**
   * A host that keeps its private copies below the user's cache folder; where that cannot be
   * written, below the system's folder for temporary files. It knows of no distribution.
   */
  public static PluginHost open(Path cacheFolder) {
    return open(cacheFolder, DEFAULT_CALL_LIMIT);
  }

  /** The same with another limit for calls into a plugin that do no I/O. */
  public static PluginHost open(Path cacheFolder, Duration callLimit) {
    return open(cacheFolder, callLimit, Optional.empty(), event -> {});
  }

  /**
   * The same with the list of the plugins that the distribution was built with, and somebody who is
   * told what plugins leave behind.
   *
   * @param shippedList the list, if there is one; it is read with every load
   */
  public static PluginHost open(
      Path cacheFolder, Duration callLimit, Optional<Path> shippedList, EngineListener listener) {
    Path folder = cacheFolder.resolve("plugins");
    PrivateFolder copies;
    try {
      copies = PrivateFolder.open(folder);
    } catch (UncheckedIOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} The folder for temporary files is used instead.",
          String.valueOf(e.getMessage()));
      copies = PrivateFolder.openTemporary();
    }
    VerifiedFiles verified = VerifiedFiles.open(folder.resolve("verified"));
    return new PluginHost(copies, verified, callLimit, shippedList, new Leftovers(listener));
  }

  /**
   * Loads what lies in the folders now, as far as the rules let it. Where two plugins claim one id
   * or one backend type, the first keeps it: folders in the order given, then file names. Blocks; a
   * plugin's fault ends in its {@link PluginInfo#reason}, never in an exception.
   *
   * @return the registry, which the caller closes
   * @throws IllegalStateException when this host is closed
   */
  public PluginRegistry load(List<Path> folders, PluginRules rules) {
    FolderRepository repository = new FolderRepository(folders);
    return onThread(() -> newLoad(repository, rules).run());
  }

  /**
   * Loads the plugins of an earlier load again, whatever lies in the folders now.
   *
   * @return the registry, which the caller closes
   * @throws IllegalStateException when this host is closed
   */
  public PluginRegistry load(KeptPlugins plugins, PluginRules rules) {
    FolderRepository nothing = new FolderRepository(List.of());
    return onThread(() -> newLoad(nothing, rules).run(plugins.found()));
  }

  private PluginRegistry onThread(Callable<PluginRegistry> load) {
    try {
      return await(thread.submit(load));
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("The plugin host is closed.", e);
    }
  }

  private PluginLoad newLoad(FolderRepository repository, PluginRules rules) {
    generation++;
    PluginGate gate = new PluginGate(rules, ShippedPlugins.read(shippedList), Instant.now());
    return new PluginLoad(
        generation, repository, gate, copies, verified, live, this::unloaded, callLimit, leftovers);
  }

  /** Waits to the end even when interrupted: a half-made registry would have no owner. */
  private static PluginRegistry await(Future<PluginRegistry> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("Loading plugins failed.", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The plugins whose class loaders are open, those of older generations included; sorted by id.
   */
  public List<PluginIdentity> loaded() {
    return live.values().stream()
        .map(LoadedPlugin::identity)
        .sorted(Comparator.comparing(PluginIdentity::id).thenComparing(PluginIdentity::sha256))
        .toList();
  }

  /** What plugins left behind and is still there, the oldest first. */
  public List<PluginLeftover> leftovers() {
    return leftovers.list();
  }

  private void unloaded(LoadedPlugin plugin, ClassLoader loader) {
    leftovers.closed(plugin.named(), loader);
    live.remove(plugin.identity().sha256(), plugin);
    copies.release(plugin.archive().folder());
    if (closed && live.isEmpty()) {
      copies.close();
    }
  }

  /**
   * Takes no further load. Plugins that a registry or a backend still holds stay open until it lets
   * go; with the last one, the private copies are deleted.
   */
  @Override
  public void close() {
    thread.close();
    closed = true;
    if (live.isEmpty()) {
      copies.close();
    }
  }
}
