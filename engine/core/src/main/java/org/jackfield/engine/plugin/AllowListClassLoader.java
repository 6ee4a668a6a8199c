package org.jackfield.engine.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jackfield.spi.BackendFactory;
import org.jspecify.annotations.Nullable;

/**
 * The class loader of one plugin. It sees the platform's classes, the packages {@code
 * org.jackfield.spi} of the engine, and the plugin's own jars: an allow list, so nothing the engine
 * uses inside can be seen or clashed with. The same holds for resources. Thread-safe.
 */
final class AllowListClassLoader extends URLClassLoader {
  private static final String SPI_CLASSES = "org.jackfield.spi.";
  private static final String SPI_RESOURCES = "org/jackfield/spi/";
  private final ClassLoader engine = BackendFactory.class.getClassLoader();

  static {
    registerAsParallelCapable();
  }

  AllowListClassLoader(String name, List<Path> classPath) {
    super(name, urls(classPath), ClassLoader.getPlatformClassLoader());
  }

  private static URL[] urls(List<Path> classPath) {
    return classPath.stream()
        .map(
            path -> {
              try {
                return path.toUri().toURL();
              } catch (MalformedURLException e) {
                throw new UncheckedIOException("Not a usable path: " + path, e);
              }
            })
        .toArray(URL[]::new);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return name.startsWith(SPI_CLASSES) ? engine.loadClass(name) : super.loadClass(name, resolve);
  }

  @Override
  public @Nullable URL getResource(String name) {
    return name.startsWith(SPI_RESOURCES) ? engine.getResource(name) : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.startsWith(SPI_RESOURCES) ? engine.getResources(name) : super.getResources(name);
  }

  @Override
  public @Nullable URL findResource(String name) {
    URL url = super.findResource(name);
    return url == null ? null : uncached(url);
  }

  @Override
  public Enumeration<URL> findResources(String name) throws IOException {
    List<URL> urls = Collections.list(super.findResources(name));
    return Collections.enumeration(urls.stream().map(AllowListClassLoader::uncached).toList());
  }

  /**
   * The JDK keeps a jar open for ever once a resource was read through its URL cache; without the
   * cache, the plugin's jars are closed with this loader.
   */
  private static URL uncached(URL url) {
    try {
      return URL.of(new URI(url.toString()), new UncachedHandler(url));
    } catch (MalformedURLException | URISyntaxException e) {
      throw new IllegalStateException("A resource with an unusable URL: " + url, e);
    }
  }

  private static final class UncachedHandler extends URLStreamHandler {
    private final URL url;

    UncachedHandler(URL url) {
      this.url = url;
    }

    @Override
    protected URLConnection openConnection(URL ignored) throws IOException {
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false);
      return connection;
    }
  }
}
