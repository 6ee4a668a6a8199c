package org.jackfield.engine.plugin;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * An interface of the SPI behind the border of {@link PluginScope}, whatever its methods are, so
 * that a new operation needs nothing here. What such a method gives back and lives on, such as a
 * stream, is put behind the border too.
 *
 * <p>A call through it costs a tenth of a microsecond, which is nothing beside a call of an
 * upstream; the pieces of an answer, of which there are many, take {@link ScopedChat} instead.
 */
final class ScopedCalls implements InvocationHandler {
  private final Class<?> kind;
  private final Object target;
  private final PluginScope scope;

  private ScopedCalls(Class<?> kind, Object target, PluginScope scope) {
    this.kind = kind;
    this.target = target;
    this.scope = scope;
  }

  /** The target behind the border; the kind is an interface, and the target's own. */
  static <T> T of(Class<T> kind, Object target, PluginScope scope) {
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(), new Class<?>[] {kind}, new ScopedCalls(kind, target, scope)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method.getName(), arguments);
    }
    Object result = scope.invoke(kind.getSimpleName(), method, target, arguments);
    Class<?> type = method.getReturnType();
    return result != null && livesOn(type) ? of(type, result, scope) : result;
  }

  /** Not a value: something that its caller uses further, and closes. */
  private static boolean livesOn(Class<?> type) {
    return Modifier.isInterface(type.getModifiers()) && AutoCloseable.class.isAssignableFrom(type);
  }

  /** A plugin's idea of these is nobody's business. */
  private Object ofObject(Object proxy, String method, Object @Nullable [] arguments) {
    return switch (method) {
      case "equals" -> arguments != null && same(proxy, arguments[0]);
      case "hashCode" -> System.identityHashCode(proxy);
      default -> kind.getSimpleName() + " of the plugin " + scope.plugin();
    };
  }

  @SuppressWarnings("ReferenceEquality") // Asking equals would come back here.
  private static boolean same(Object proxy, @Nullable Object other) {
    return proxy == other;
  }
}
