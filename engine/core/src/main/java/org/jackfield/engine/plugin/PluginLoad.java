package org.jackfield.engine.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One load, from folders to a registry. Taking files in and inspecting plugins runs in parallel;
 * PF4J and all decisions run on the host's thread, in the order of the files, so that the outcome
 * does not depend on timing. A fault of one plugin ends in its reason, never in this load.
 */
final class PluginLoad {
  private static final System.Logger LOG = System.getLogger(PluginLoad.class.getName());
  private final long generation;
  private final FolderRepository repository;
  private final Pf4jLoading pf4j;
  private final PrivateFolder copies;
  private final VerifiedFiles verified;
  private final Map<String, LoadedPlugin> live;
  private final Consumer<LoadedPlugin> closed;
  private final Duration callLimit;

  /**
   * A load.
   *
   * @param live the open plugins by digest; this load adds those it opens
   * @param closed told when a plugin that this load opened is closed
   */
  PluginLoad(
      long generation,
      FolderRepository repository,
      PrivateFolder copies,
      VerifiedFiles verified,
      Map<String, LoadedPlugin> live,
      Consumer<LoadedPlugin> closed,
      Duration callLimit) {
    this.generation = generation;
    this.repository = repository;
    this.pf4j = new Pf4jLoading(repository);
    this.copies = copies;
    this.verified = verified;
    this.live = live;
    this.closed = closed;
    this.callLimit = callLimit;
  }

  /** Does it. */
  PluginRegistry run() {
    List<FoundPlugin> found = pf4j.paths().stream().map(FoundPlugin::new).toList();
    forEach(found, this::take);
    found.forEach(plugin -> step(plugin, this::admit));
    forEach(found, this::inspect);
    Map<String, FactoryHandle> factories = new LinkedHashMap<>();
    Map<String, FoundPlugin> owners = new HashMap<>();
    found.forEach(plugin -> step(plugin, one -> claimTypes(one, owners, factories)));
    List<PluginLease> leases = new ArrayList<>();
    List<PluginInfo> infos = new ArrayList<>();
    for (FoundPlugin plugin : found) {
      infos.add(plugin.info());
      if (plugin.ready() && plugin.plugin != null && plugin.lease != null) {
        live.put(plugin.sha256, plugin.plugin);
        leases.add(plugin.lease);
      }
    }
    verified.save();
    return new PluginRegistry(generation, infos, repository.warnings(), factories, leases);
  }

  /** One step for one file. */
  private interface Step {
    void accept(FoundPlugin plugin) throws IOException, InterruptedException;
  }

  private void forEach(List<FoundPlugin> found, Step step) {
    if (found.isEmpty()) {
      return;
    }
    int threads = Math.min(found.size(), Runtime.getRuntime().availableProcessors());
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<FoundPlugin>> tasks =
          found.stream()
              .<Callable<FoundPlugin>>map(
                  plugin ->
                      () -> {
                        step(plugin, step);
                        return plugin;
                      })
              .toList();
      for (Future<FoundPlugin> task : pool.invokeAll(tasks)) {
        task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Loading plugins was interrupted.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Loading plugins failed.", e.getCause());
    }
  }

  private void step(FoundPlugin plugin, Step step) {
    if (!plugin.ready()) {
      return;
    }
    try {
      step.accept(plugin);
    } catch (PluginRejectedException e) {
      quarantine(plugin, e.reason());
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "Quarantined: " + plugin.file, e);
      quarantine(plugin, "It cannot be read: " + Faults.describe(e) + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      quarantine(plugin, "Loading it was interrupted.");
    }
  }

  private void quarantine(FoundPlugin plugin, String reason) {
    plugin.reason = Optional.of(reason);
    PluginLease lease = plugin.lease;
    AllowListClassLoader loader = plugin.loader;
    if (lease != null) {
      lease.close();
    } else if (loader != null) {
      try {
        loader.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "Not closed: " + plugin.file, e);
      }
    }
    PluginArchive archive = plugin.archive;
    if (archive != null && lease == null) {
      copies.discard(archive.folder());
    }
  }

  private void take(FoundPlugin plugin) throws IOException {
    if (!live.isEmpty() && Files.isRegularFile(plugin.file)) {
      carryOver(plugin);
    }
    if (plugin.plugin != null) {
      return;
    }
    ArchiveIntake intake = new ArchiveIntake(plugin.file, copies, verified);
    try {
      plugin.archive = intake.take();
    } finally {
      plugin.sha256 = intake.sha256();
      plugin.manifest = intake.manifest();
    }
  }

  private void carryOver(FoundPlugin plugin) throws IOException {
    Optional<FileStamp> stamp = FileStamp.of(plugin.file);
    Optional<String> known = stamp.flatMap(one -> verified.sha256(plugin.file, one));
    String sha256 = known.isPresent() ? known.get() : ArchiveCopy.sha256Of(plugin.file);
    LoadedPlugin open = live.get(sha256);
    PluginLease lease = open == null ? null : open.lease().orElse(null);
    if (open != null && lease != null) {
      plugin.sha256 = sha256;
      plugin.plugin = open;
      plugin.lease = lease;
      plugin.manifest = Optional.of(open.archive().manifest());
    }
  }

  private void admit(FoundPlugin plugin) {
    LoadedPlugin open = plugin.plugin;
    if (open != null) {
      PluginArchive old = open.archive();
      pf4j.load(
          new PluginArchive(
              plugin.file, old.sha256(), old.manifest(), old.folder(), old.classPath()),
          open.loader());
    } else if (plugin.archive != null) {
      plugin.loader = pf4j.load(plugin.archive, null);
    }
  }

  private void inspect(FoundPlugin plugin) throws InterruptedException {
    PluginArchive archive = plugin.archive;
    AllowListClassLoader loader = plugin.loader;
    if (plugin.plugin != null || archive == null || loader == null) {
      return;
    }
    PluginManifest manifest = archive.manifest();
    PluginScope scope =
        new PluginScope(new PluginIdentity(manifest.id(), archive.sha256()), loader);
    List<LoadedPlugin.Offer> offers =
        new PluginInspection(manifest, loader, scope).inspect(callLimit);
    LoadedPlugin opened = new LoadedPlugin(archive, loader, scope, offers, closed);
    plugin.plugin = opened;
    plugin.lease = new PluginLease(opened);
  }

  private void claimTypes(
      FoundPlugin plugin, Map<String, FoundPlugin> owners, Map<String, FactoryHandle> factories) {
    LoadedPlugin opened = plugin.plugin;
    if (opened == null) {
      return;
    }
    List<LoadedPlugin.Offer> offers = opened.offers();
    for (LoadedPlugin.Offer offer : offers) {
      for (String type : offer.types()) {
        @Nullable FoundPlugin owner = owners.get(type);
        if (owner != null) {
          throw new PluginRejectedException(
              "Its backend type '"
                  + type
                  + "' is taken by the plugin '"
                  + owner.info().id()
                  + "' in "
                  + owner.file
                  + ". Remove one of the two files.");
        }
      }
    }
    for (int i = 0; i < offers.size(); i++) {
      FactoryHandle factory = new FactoryHandle(opened, i, offers.get(i), callLimit);
      for (String type : factory.types()) {
        owners.put(type, plugin);
        factories.put(type, factory);
      }
    }
  }
}
