package org.jackfield.engine.plugin;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jackfield.engine.EngineEvent.Notice;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.PluginLeftover;
import org.jackfield.engine.PluginLeftover.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What plugins leave behind: calls that were given up and still run, threads that still run after
 * their plugin was closed, and closed plugins whose classes are still referred to. Each is told
 * once as a notice, and listed for as long as it is so. Thread-safe.
 *
 * <p>It holds the loaders of closed plugins weakly and looks only when it is asked or another
 * plugin is closed. Threads of a plugin are the platform threads whose context class loader is the
 * plugin's, as it is for every thread that is started inside a call of the plugin; virtual threads
 * cannot be listed.
 *
 * <p>Garbage is not collected at once, so a loader that is still there may be on its way. It counts
 * as left in memory when it outlived two sentinels, one after the other, that were garbage from the
 * start: class loaders with a class, because such are collected only where classes are unloaded.
 * Two, because somebody may still have had the loader on the stack when the first one was made.
 */
final class Leftovers {
  /** How long a thread may take to end after its plugin was closed before it is worth a word. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  /** So many closed plugins of one id in memory are worth a word of their own. */
  private static final int PILE = 3;

  private static final int MAX_NAMES = 10;
  private static final byte[] EMPTY_CLASS =
      ClassFile.of().build(ClassDesc.of("Sentinel"), it -> {});

  private final EngineListener listener;
  private final InstantSource clock = InstantSource.system();
  private final Set<Closed> closed = ConcurrentHashMap.newKeySet();
  private final Set<Hanging> hanging = ConcurrentHashMap.newKeySet();
  private final Set<String> piles = ConcurrentHashMap.newKeySet();

  /** A call that was given up; the subject tells it from other calls of the same kind. */
  private record Hanging(
      Plugin plugin, String what, Object subject, Duration limit, Instant since, Thread thread) {}

  /** A plugin that was closed. */
  private static final class Closed {
    private final Plugin plugin;
    private final Instant since;
    private final WeakReference<ClassLoader> loader;
    private WeakReference<ClassLoader> sentinel = new WeakReference<>(sentinel());
    private int sentinels = 1;

    Closed(Plugin plugin, Instant since, ClassLoader loader) {
      this.plugin = plugin;
      this.since = since;
      this.loader = new WeakReference<>(loader);
    }

    boolean gone() {
      return loader.refersTo(null);
    }

    synchronized boolean outlived() {
      boolean collected = sentinel.refersTo(null) && !gone();
      if (collected && sentinels == 1) {
        sentinel = new WeakReference<>(sentinel());
        sentinels++;
        return false;
      }
      return collected;
    }

    private static ClassLoader sentinel() {
      return new ClassLoader(null) {
        {
          defineClass("Sentinel", EMPTY_CLASS, 0, EMPTY_CLASS.length);
        }
      };
    }
  }

  /** Whose leftovers they are. */
  record Plugin(PluginIdentity identity, String version) {}

  Leftovers(EngineListener listener) {
    this.listener = listener;
  }

  /** A call was given up, on a thread that goes on. */
  void givenUp(Plugin plugin, String what, Object subject, Duration limit, Thread thread) {
    Hanging call = new Hanging(plugin, what, subject, limit, clock.instant(), thread);
    hanging.add(call);
    tell(plugin, message(call));
  }

  /** Whether such a call of the same bytes was given up before and still runs. */
  boolean stillRuns(Plugin plugin, String what, Object subject) {
    hanging.removeIf(call -> !call.thread().isAlive());
    return hanging.stream()
        .anyMatch(
            call ->
                call.plugin().equals(plugin)
                    && call.what().equals(what)
                    && call.subject().equals(subject));
  }

  /** A plugin was closed; from now on nothing should refer to its loader. */
  void closed(Plugin plugin, ClassLoader loader) {
    forgetWhatIsGone();
    Closed one = new Closed(plugin, clock.instant(), loader);
    closed.add(one);
    List<Thread> threads = threads(one);
    if (!threads.isEmpty()) {
      Thread.ofVirtual()
          .name("plugin-threads")
          .inheritInheritableThreadLocals(false)
          .start(() -> tellOfThreads(one, threads));
    }
    tellOfPile(plugin);
  }

  private void tellOfThreads(Closed one, List<Thread> threads) {
    long end = System.nanoTime() + GRACE.toNanos();
    try {
      for (Thread thread : threads) {
        if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
          tell(one.plugin, threadsMessage(threads.stream().filter(Thread::isAlive).toList()));
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellOfPile(Plugin plugin) {
    String id = plugin.identity().id();
    List<Closed> pile =
        closed.stream()
            .filter(one -> one.plugin.identity().id().equals(id) && one.outlived())
            .toList();
    if (pile.size() < PILE) {
      piles.remove(id);
    } else if (piles.add(id)) {
      tell(
          plugin,
          pile.size()
              + " closed plugins of this id are still in memory, and each replacement may add one."
              + " Replace it by one that ends its threads and takes back what it registered, or"
              + " restart.");
    }
  }

  private void tell(Plugin plugin, String message) {
    listener.on(
        new Notice(
            "plugin " + plugin.identity().id(), "Version " + plugin.version() + ": " + message));
  }

  /** All that is left now, the oldest first. */
  List<PluginLeftover> list() {
    forgetWhatIsGone();
    List<PluginLeftover> list = new ArrayList<>();
    for (Hanging call : hanging) {
      list.add(
          leftover(call.plugin(), Kind.CALL, call.since(), List.of(call.thread()), message(call)));
    }
    for (Closed one : closed) {
      List<Thread> threads = threads(one);
      if (!threads.isEmpty()) {
        list.add(leftover(one.plugin, Kind.THREADS, one.since, threads, threadsMessage(threads)));
      } else if (one.outlived() && !hangs(one.plugin)) {
        list.add(
            leftover(
                one.plugin,
                Kind.MEMORY,
                one.since,
                List.of(),
                "It was closed, and its classes are still in memory: something refers to them, such"
                    + " as a shutdown hook, a thread-local value or a registered driver."));
      }
    }
    list.sort(Comparator.comparing(PluginLeftover::since));
    return list;
  }

  private void forgetWhatIsGone() {
    hanging.removeIf(call -> !call.thread().isAlive());
    closed.removeIf(Closed::gone);
  }

  private boolean hangs(Plugin plugin) {
    return hanging.stream().anyMatch(call -> call.plugin().equals(plugin));
  }

  private static PluginLeftover leftover(
      Plugin plugin, Kind kind, Instant since, List<Thread> threads, String message) {
    return new PluginLeftover(
        plugin.identity().id(),
        plugin.version(),
        plugin.identity().sha256(),
        kind,
        since,
        names(threads),
        message);
  }

  private static String message(Hanging call) {
    return "A call of its "
        + call.what()
        + " did not return within "
        + call.limit().toMillis()
        + " ms; it was given up and still runs.";
  }

  private static String threadsMessage(List<Thread> threads) {
    List<String> names = names(threads);
    String more = threads.size() > names.size() ? " and " + (threads.size() - names.size()) : "";
    return "It was closed, and threads of it still run: " + String.join(", ", names) + more + ".";
  }

  private static List<String> names(List<Thread> threads) {
    return threads.stream()
        .map(thread -> ShownText.of(thread.getName()))
        .sorted()
        .limit(MAX_NAMES)
        .toList();
  }

  /** The threads of a closed plugin, but those of calls that were given up. */
  private List<Thread> threads(Closed one) {
    ClassLoader loader = one.loader.get();
    if (loader == null) {
      return List.of();
    }
    Set<Thread> known = hanging.stream().map(Hanging::thread).collect(Collectors.toSet());
    return platformThreads().stream()
        .filter(thread -> within(thread.getContextClassLoader(), loader))
        .filter(thread -> !known.contains(thread))
        .toList();
  }

  private static boolean within(@Nullable ClassLoader inner, ClassLoader outer) {
    for (ClassLoader at = inner; at != null; at = at.getParent()) {
      if (at.equals(outer)) {
        return true;
      }
    }
    return false;
  }

  private static List<Thread> platformThreads() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread[] threads = new Thread[64];
    int count = group.enumerate(threads);
    while (count == threads.length) {
      threads = new Thread[threads.length * 2]; // more than it has room for are left out silently
      count = group.enumerate(threads);
    }
    return Arrays.asList(threads).subList(0, count);
  }
}
