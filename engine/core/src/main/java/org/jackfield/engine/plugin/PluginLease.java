package org.jackfield.engine.plugin;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A hold on a loaded plugin: its class loader stays open until the last one is closed. Thread-safe;
 * {@link #close} counts once.
 */
public final class PluginLease implements AutoCloseable {
  private final LoadedPlugin plugin;
  private final AtomicBoolean open = new AtomicBoolean(true);

  PluginLease(LoadedPlugin plugin) {
    this.plugin = plugin;
  }

  /** The plugin that is held. */
  public PluginIdentity plugin() {
    return plugin.identity();
  }

  /** Lets go. */
  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      plugin.release();
    }
  }
}
