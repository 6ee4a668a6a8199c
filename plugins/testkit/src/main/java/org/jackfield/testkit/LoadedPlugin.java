package org.jackfield.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendFactory;

/**
 * A plugin jar, loaded as the engine does: its classes see the platform, {@code org.jackfield.spi}
 * and the jar itself, nothing of the tests' class path. Thread-safe.
 */
public final class LoadedPlugin implements AutoCloseable {
  private static final String SPI = "org.jackfield.spi.";

  /** The jar under test, once somebody has asked for it; lives as long as the machine. */
  private static final List<LoadedPlugin> UNDER_TEST = new ArrayList<>(1);

  private final PluginJar jar;
  private final URLClassLoader loader;
  private final List<BackendFactory> factories;

  private LoadedPlugin(PluginJar jar, URLClassLoader loader) {
    this.jar = jar;
    this.loader = loader;
    this.factories =
        ServiceLoader.load(BackendFactory.class, loader).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
  }

  /** The plugin in that jar. */
  public static LoadedPlugin load(PluginJar jar) {
    try {
      URL url = jar.path().toUri().toURL();
      return new LoadedPlugin(
          jar, new URLClassLoader("plugin " + jar.id(), new URL[] {url}, new SpiOnly()));
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The plugin in the jar under test, loaded once for all tests of this virtual machine. */
  public static LoadedPlugin underTest() {
    // No class initialiser: it would tell what is wrong to the first test, and nothing to the rest.
    synchronized (UNDER_TEST) {
      if (UNDER_TEST.isEmpty()) {
        UNDER_TEST.add(load(PluginJar.underTest()));
      }
      return UNDER_TEST.getFirst();
    }
  }

  /** The jar. */
  public PluginJar jar() {
    return jar;
  }

  /** Its class loader. */
  public ClassLoader loader() {
    return loader;
  }

  /** Its factories, as the ServiceLoader finds them. */
  public List<BackendFactory> factories() {
    return factories;
  }

  /** The factory of that backend type; fails the test when there is none. */
  public BackendFactory factory(String type) {
    return factories.stream()
        .filter(factory -> factory.types().contains(type))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("No factory in " + jar.path() + " makes the type " + type));
  }

  /** A backend of that type in that context. */
  public Backend create(String type, BackendContext context) {
    return factory(type).create(context);
  }

  /** Closes the class loader; the backends must be closed before. */
  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The parent of a plugin's class loader: the platform, and the SPI from where the tests have it.
   */
  private static final class SpiOnly extends ClassLoader {
    private final ClassLoader spi = BackendFactory.class.getClassLoader();

    SpiOnly() {
      super("spi only", getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith(SPI)) {
        return spi.loadClass(name);
      }
      throw new ClassNotFoundException(name + " is neither the platform's nor the SPI's");
    }
  }
}
