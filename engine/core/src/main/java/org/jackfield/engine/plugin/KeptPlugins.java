package org.jackfield.engine.plugin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The plugins of one load as they were, kept on the disk so that they can be loaded again when
 * other files lie in the folders. Keeps no class loader open. Thread-safe; whoever has it closes
 * it.
 */
public final class KeptPlugins implements AutoCloseable {
  /**
   * One file of that load.
   *
   * @param info what was known about it
   * @param archive its private copy, when it was ready
   */
  record Kept(PluginInfo info, Optional<PluginArchive> archive) {}

  private final PrivateFolder copies;
  private final List<Kept> plugins;
  private final AtomicBoolean open = new AtomicBoolean(true);

  /** Holds the copies of these plugins, all of which are open now. */
  KeptPlugins(PrivateFolder copies, List<Kept> plugins) {
    this.copies = copies;
    this.plugins = List.copyOf(plugins);
    this.plugins.forEach(kept -> kept.archive().ifPresent(one -> copies.hold(one.folder())));
  }

  /** The files, as a load takes them. */
  List<FoundPlugin> found() {
    return plugins.stream().map(FoundPlugin::new).toList();
  }

  /** Lets the copies go. */
  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      plugins.forEach(kept -> kept.archive().ifPresent(one -> copies.release(one.folder())));
    }
  }
}
