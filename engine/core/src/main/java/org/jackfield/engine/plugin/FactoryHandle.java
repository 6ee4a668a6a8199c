package org.jackfield.engine.plugin;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;

/**
 * A backend factory of a plugin, seen from the engine. What the factory declares was read once when
 * its plugin was loaded; the two calls into it are bounded in time. Thread-safe.
 */
public final class FactoryHandle {
  private final LoadedPlugin loaded;
  private final int index;
  private final List<String> types;
  private final SettingsSpec settings;

  FactoryHandle(LoadedPlugin loaded, int index, LoadedPlugin.Offer offer) {
    this.loaded = loaded;
    this.index = index;
    this.types = offer.types();
    this.settings = offer.settings();
  }

  /** The canonical type. */
  public String type() {
    return types.getFirst();
  }

  /** The type and its aliases; the first is the canonical one. */
  public List<String> types() {
    return types;
  }

  /** What may be configured. */
  public SettingsSpec settings() {
    return settings;
  }

  /** The plugin that it comes from: equal only for the same id and the same bytes. */
  public PluginIdentity plugin() {
    return loaded.identity();
  }

  /**
   * Where the data of a call goes with these settings.
   *
   * @throws BackendException {@link ErrorCode#INTERNAL} when the plugin fails or hangs, {@link
   *     ErrorCode#UNAVAILABLE} when it is unloaded
   */
  public DataLocation data(Settings values) {
    PluginLease lease = lease();
    return bounded("data", values, () -> factory().data(values), late -> {}, lease);
  }

  /**
   * Builds a backend, which holds the plugin loaded until it is closed. Each call of the backend
   * runs with the plugin's class loader as the thread's context class loader, and throws nothing
   * but {@link BackendException}. Its {@link Backend#close} may be called more than once, never
   * throws, and returns after the limit even if the plugin hangs in it.
   *
   * @throws BackendException of the plugin; {@link ErrorCode#INTERNAL} when it fails otherwise or
   *     hangs, {@link ErrorCode#UNAVAILABLE} when it is unloaded
   */
  public Backend create(BackendContext context) {
    PluginLease call = lease();
    PluginLease life = lease();
    try {
      PluginScope scope = loaded.scope();
      Making making = new Making(context.name(), context.settings());
      BackendContext services = new ScopedContext(context, scope);
      Backend backend =
          bounded("create", making, () -> factory().create(services), Backend::close, call);
      return new ScopedBackend(context.name(), backend, scope, life, loaded.calls());
    } catch (RuntimeException e) {
      life.close();
      throw e;
    }
  }

  /** What a backend is made of: with other settings it may be made where it hung before. */
  private record Making(String name, Settings settings) {}

  private BackendFactory factory() {
    return loaded.offers().get(index).factory();
  }

  private PluginLease lease() {
    return loaded
        .lease()
        .orElseThrow(
            () ->
                new BackendException(
                    ErrorCode.UNAVAILABLE, "The plugin " + plugin() + " is not loaded any more."));
  }

  /** The lease is given back when the plugin's code has really ended, also after the limit. */
  private <T> T bounded(
      String what, Object subject, Supplier<T> action, Consumer<T> late, PluginLease lease) {
    PluginScope scope = loaded.scope();
    try {
      return loaded
          .calls()
          .call(
              what,
              subject,
              () -> scope.call(what, () -> Objects.requireNonNull(action.get(), "it gave null")),
              value -> scope.run(what, () -> late.accept(value)),
              lease::close);
    } catch (TimeoutException e) {
      throw new BackendException(
          ErrorCode.INTERNAL,
          "The plugin "
              + plugin()
              + " did not return from "
              + what
              + " of the type '"
              + type()
              + "' within "
              + loaded.calls().limit().toMillis()
              + " ms.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(
          ErrorCode.CANCELLED, "Interrupted while the plugin " + plugin() + " was called.");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BackendException known) {
        throw known;
      }
      throw new BackendException(
          ErrorCode.INTERNAL, "The plugin " + plugin() + " failed in " + what + ".", e.getCause());
    }
  }
}
