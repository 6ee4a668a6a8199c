package org.jackfield.engine.plugin;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.SpiVersion;
import org.jspecify.annotations.Nullable;
import org.pf4j.AbstractPluginManager;
import org.pf4j.DefaultExtensionFactory;
import org.pf4j.DefaultPluginDescriptor;
import org.pf4j.DefaultPluginFactory;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ExtensionFactory;
import org.pf4j.ExtensionFinder;
import org.pf4j.ExtensionWrapper;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginState;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PluginWrapper;
import org.pf4j.VersionManager;

/**
 * PF4J for one load: finds the files, gates their versions, keeps their ids apart and loads them
 * into our class loaders. A new one is made for each load and dropped after it, so PF4J's own state
 * never outlives a generation; open plugins are carried over by giving it their loaders again.
 * Where PF4J would log a failure and go on, this throws a {@link PluginRejectedException}. Owned by
 * the thread of the host.
 */
final class Pf4jLoading extends AbstractPluginManager {
  private final FolderRepository repository;
  private final Map<Path, PluginArchive> archives = new HashMap<>();
  private final Map<Path, AllowListClassLoader> openLoaders = new HashMap<>();

  Pf4jLoading(FolderRepository repository) {
    this.repository = repository;
    super(List.of(Path.of("plugins"))); // only named, never read: the repository lists the files
    setSystemVersion(SpiVersion.current());
    setExactVersionAllowed(true);
  }

  /** The files that may be plugins. */
  List<Path> paths() {
    return pluginRepository.getPluginPaths();
  }

  /** Loads one plugin, into the loader that is open for the same bytes already, if there is one. */
  AllowListClassLoader load(PluginArchive archive, @Nullable AllowListClassLoader open) {
    archives.put(archive.file(), archive);
    if (open != null) {
      openLoaders.put(archive.file(), open);
    }
    PluginWrapper plugin;
    try {
      plugin = loadPluginFromPath(archive.file());
    } catch (PluginRuntimeException e) {
      throw new PluginRejectedException("It cannot be loaded: " + Faults.describe(e) + ".");
    }
    if (plugin.getPluginState() == PluginState.DISABLED) {
      throw new PluginRejectedException(
          "It cannot be loaded: " + Faults.describe(plugin.getFailedException()) + ".");
    }
    return (AllowListClassLoader) plugin.getPluginClassLoader();
  }

  /** Gates id and version before a class loader is made. */
  @Override
  protected void validatePluginDescriptor(PluginDescriptor descriptor) {
    super.validatePluginDescriptor(descriptor);
    PluginWrapper other = plugins.get(descriptor.getPluginId());
    if (other != null) {
      throw new PluginRejectedException(
          "The plugin id '"
              + descriptor.getPluginId()
              + "' is taken by "
              + other.getPluginPath()
              + ". Remove one of the two files.");
    }
    String range = descriptor.getRequires();
    boolean fits;
    try {
      fits = getVersionManager().checkVersionConstraint(getSystemVersion(), range);
    } catch (RuntimeException e) {
      throw new PluginRejectedException(
          "Its Plugin-Requires "
              + ShownText.quoted(range)
              + " is no range of versions; write one"
              + " such as '>=0.1.0 & <0.2.0'.");
    }
    if (!fits) {
      throw new PluginRejectedException(
          "It requires the plugin API "
              + ShownText.quoted(range)
              + ", and this engine has "
              + getSystemVersion()
              + ". Use a version of the plugin made for this engine.");
    }
  }

  @Override
  protected PluginRepository createPluginRepository() {
    return repository;
  }

  @Override
  protected PluginDescriptorFinder createPluginDescriptorFinder() {
    return new PluginDescriptorFinder() {
      @Override
      public boolean isApplicable(Path path) {
        return true;
      }

      @Override
      public PluginDescriptor find(Path path) {
        PluginManifest manifest = archive(path).manifest();
        return new DefaultPluginDescriptor(
            manifest.id(),
            "",
            org.pf4j.Plugin.class.getName(),
            manifest.version(),
            manifest.requires(),
            "",
            manifest.license().orElse(""));
      }
    };
  }

  @Override
  protected PluginLoader createPluginLoader() {
    return new PluginLoader() {
      @Override
      public boolean isApplicable(Path path) {
        return true;
      }

      @Override
      public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
        AllowListClassLoader open = openLoaders.get(path);
        return open != null
            ? open
            : new AllowListClassLoader(
                "plugin-" + descriptor.getPluginId(), archive(path).classPath());
      }
    };
  }

  private PluginArchive archive(Path path) {
    PluginArchive archive = archives.get(path);
    if (archive == null) {
      throw new IllegalStateException("Not taken in yet: " + path);
    }
    return archive;
  }

  @Override
  protected VersionManager createVersionManager() {
    return new DefaultVersionManager();
  }

  /** Plugins are never started, so PF4J never makes an instance of one. */
  @Override
  protected PluginFactory createPluginFactory() {
    return new DefaultPluginFactory();
  }

  @Override
  protected ExtensionFactory createExtensionFactory() {
    return new DefaultExtensionFactory();
  }

  /** PF4J's extensions are not used: the ServiceLoader discovers factories. */
  @Override
  protected ExtensionFinder createExtensionFinder() {
    return new NoExtensions();
  }

  /** Whether a plugin is used is decided by the configuration, never by PF4J's list of ids. */
  @Override
  protected PluginStatusProvider createPluginStatusProvider() {
    return new AllEnabled();
  }

  private static final class NoExtensions implements ExtensionFinder {
    @Override
    public <T> List<ExtensionWrapper<T>> find(Class<T> type) {
      return List.of();
    }

    @Override
    public <T> List<ExtensionWrapper<T>> find(Class<T> type, String pluginId) {
      return List.of();
    }

    @Override
    @SuppressWarnings("rawtypes") // as PF4J declares it
    public List<ExtensionWrapper> find(String pluginId) {
      return List.of();
    }

    @Override
    public Set<String> findClassNames(String pluginId) {
      return Set.of();
    }
  }

  private static final class AllEnabled implements PluginStatusProvider {
    @Override
    public boolean isPluginDisabled(String pluginId) {
      return false;
    }

    @Override
    public void disablePlugin(String pluginId) {
      throw new UnsupportedOperationException("Plugins are chosen by the configuration.");
    }

    @Override
    public void enablePlugin(String pluginId) {
      throw new UnsupportedOperationException("Plugins are chosen by the configuration.");
    }
  }
}
