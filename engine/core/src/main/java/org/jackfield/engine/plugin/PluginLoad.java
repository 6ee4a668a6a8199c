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
  private final LoadedPlugin.Closing closing;
  private final Duration callLimit;
  private final PluginGate gate;
  private final Leftovers leftovers;

  /**
   * A load.
   *
   * @param gate decides which of the files may be loaded
   * @param live the open plugins by digest; this load adds those it opens
   * @param closing told when a plugin that this load opened is closed
   * @param leftovers what plugins leave behind
   */
  PluginLoad(
      long generation,
      FolderRepository repository,
      PluginGate gate,
      PrivateFolder copies,
      VerifiedFiles verified,
      Map<String, LoadedPlugin> live,
      LoadedPlugin.Closing closing,
      Duration callLimit,
      Leftovers leftovers) {
    this.generation = generation;
    this.repository = repository;
    this.pf4j = new Pf4jLoading(repository);
    this.copies = copies;
    this.verified = verified;
    this.live = live;
    this.closing = closing;
    this.callLimit = callLimit;
    this.gate = gate;
    this.leftovers = leftovers;
  }

  /** Loads what lies in the folders. */
  PluginRegistry run() {
    return run(pf4j.paths().stream().map(FoundPlugin::new).toList());
  }

  /** Loads these files. */
  PluginRegistry run(List<FoundPlugin> found) {
    forEach(found, this::take);
    found.forEach(plugin -> step(plugin, this::vet));
    found.forEach(plugin -> step(plugin, this::admit));
    forEach(found, this::inspect);
    Map<String, FactoryHandle> factories = new LinkedHashMap<>();
    Map<String, FoundPlugin> owners = new HashMap<>();
    found.forEach(plugin -> step(plugin, one -> claimTypes(one, owners, factories)));
    List<PluginLease> leases = new ArrayList<>();
    List<KeptPlugins.Kept> loaded = new ArrayList<>();
    for (FoundPlugin plugin : found) {
      Optional<PluginArchive> archive = Optional.empty();
      if (plugin.ready() && plugin.plugin != null && plugin.lease != null) {
        live.put(plugin.sha256, plugin.plugin);
        leases.add(plugin.lease);
        archive = Optional.of(plugin.plugin.archive().foundAt(plugin.file));
      }
      loaded.add(new KeptPlugins.Kept(plugin.info(), archive));
    }
    verified.save();
    List<String> warnings = new ArrayList<>(repository.warnings());
    warnings.addAll(gate.shipped().warnings());
    return new PluginRegistry(generation, loaded, copies, warnings, factories, leases);
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
    PluginArchive archive = plugin.archive;
    if (lease != null) {
      lease.close();
    } else if (loader != null && archive != null) {
      leftovers.closed(named(archive), loader);
      try {
        loader.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "Not closed: " + plugin.file, e);
      }
    }
    if (archive != null && lease == null) {
      copies.release(archive.folder());
    }
  }

  private static Leftovers.Plugin named(PluginArchive archive) {
    PluginManifest manifest = archive.manifest();
    return new Leftovers.Plugin(
        new PluginIdentity(manifest.id(), archive.sha256()), manifest.version());
  }

  private void take(FoundPlugin plugin) throws IOException {
    if (plugin.kept != null) {
      plugin.kept.archive().ifPresent(archive -> takeAgain(plugin, archive));
      return;
    }
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
    Optional<VerifiedFiles.Entry> known = stamp.flatMap(one -> verified.find(plugin.file, one));
    String sha256 = known.isPresent() ? known.get().sha256() : ArchiveCopy.sha256Of(plugin.file);
    carryOver(plugin, sha256);
  }

  private void takeAgain(FoundPlugin plugin, PluginArchive archive) {
    carryOver(plugin, archive.sha256());
    if (plugin.plugin == null) {
      copies.hold(archive.folder());
      plugin.archive = archive;
    }
  }

  /** Takes the plugin of those bytes that is open already, if there is one. */
  private void carryOver(FoundPlugin plugin, String sha256) {
    LoadedPlugin open = live.get(sha256);
    PluginLease lease = open == null ? null : open.lease().orElse(null);
    if (open != null && lease != null) {
      plugin.sha256 = sha256;
      plugin.plugin = open;
      plugin.lease = lease;
      plugin.manifest = Optional.of(open.archive().manifest());
    }
  }

  /** The rules of now hold for plugins that are open already as well. */
  private void vet(FoundPlugin plugin) {
    LoadedPlugin open = plugin.plugin;
    PluginArchive archive = open == null ? plugin.archive : open.archive();
    if (archive == null) {
      return;
    }
    PluginGate.Decision decision = gate.decide(archive);
    plugin.vetting = decision.vetting();
    if (decision.refusal().isPresent()) {
      throw new PluginRejectedException(decision.refusal().get());
    }
  }

  private void admit(FoundPlugin plugin) {
    LoadedPlugin open = plugin.plugin;
    if (open != null) {
      pf4j.load(open.archive().foundAt(plugin.file), open.loader());
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
    Leftovers.Plugin named = named(archive);
    PluginScope scope = new PluginScope(named.identity(), loader);
    BoundedCalls calls = new BoundedCalls(named, callLimit, leftovers);
    List<LoadedPlugin.Offer> offers = new PluginInspection(manifest, loader, scope).inspect(calls);
    LoadedPlugin opened = new LoadedPlugin(archive, loader, scope, offers, calls, closing);
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
      FactoryHandle factory = new FactoryHandle(opened, i, offers.get(i));
      for (String type : factory.types()) {
        owners.put(type, plugin);
        factories.put(type, factory);
      }
    }
  }
}
