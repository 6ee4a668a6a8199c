package org.jackfield.engine.plugin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The border that every call into a plugin crosses: inside, the thread's context class loader is
 * the plugin's; whatever comes out is a {@link BackendException}. Threads inherit that loader from
 * whoever starts them, so it also tells whose they are. This is the only place that sets a context
 * class loader. Thread-safe.
 */
final class PluginScope {
  private final PluginIdentity plugin;
  private final ClassLoader loader;

  PluginScope(PluginIdentity plugin, ClassLoader loader) {
    this.plugin = plugin;
    this.loader = loader;
  }

  PluginIdentity plugin() {
    return plugin;
  }

  /**
   * Calls the plugin. What it throws beside a {@link BackendException}, errors of linking, stack
   * and memory included, becomes {@link ErrorCode#INTERNAL}: a plugin's fault costs one attempt.
   */
  <T> T call(String what, Supplier<T> action) {
    try {
      return within(action::get);
    } catch (BackendException e) {
      throw e;
    } catch (Throwable e) {
      throw fault(what, e);
    }
  }

  /** As {@link #call}, for a method of the plugin's; a method with a result must give one. */
  @Nullable Object invoke(
      String owner, Method method, Object target, Object @Nullable [] arguments) {
    String what = owner + "." + method.getName();
    try {
      Object result = within(() -> method.invoke(target, arguments));
      if (result == null && method.getReturnType() != void.class) {
        throw new NullPointerException("it gave null");
      }
      return result;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof BackendException known) {
        throw known;
      }
      throw fault(what, Objects.requireNonNullElse(e.getCause(), e));
    } catch (Throwable e) {
      throw fault(what, e);
    }
  }

  /** As {@link #call}, for an action without a result. */
  void run(String what, Runnable action) {
    call(
        what,
        () -> {
          action.run();
          return plugin;
        });
  }

  /**
   * Runs with the plugin's loader as context class loader; everything thrown comes out as it is.
   */
  <T> T within(Callable<T> action) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return action.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Runs what the plugin asks of the engine, with the engine's loader as context class loader. */
  <T> T outside(Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(PluginScope.class.getClassLoader());
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private BackendException fault(String what, Throwable cause) {
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    String why;
    try {
      why = Faults.describe(cause);
    } catch (Throwable e) { // the message of a fault is the plugin's code, too
      why = cause.getClass().getName();
    }
    return new BackendException(
        ErrorCode.INTERNAL, "The plugin " + plugin + " failed in " + what + ": " + why, cause);
  }
}
