package org.jackfield.engine;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.multibindings.OptionalBinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jackfield.engine.call.Attempts;
import org.jackfield.engine.call.CallChain;
import org.jackfield.engine.call.Failover;
import org.jackfield.engine.call.OperationCalls;
import org.jackfield.engine.call.Watchdog;
import org.jackfield.engine.http.OkHttpTransport;
import org.jackfield.engine.plugin.PluginHost;
import org.jackfield.engine.reload.ChangeWatcher;
import org.jackfield.engine.reload.Reloads;
import org.jackfield.engine.snapshot.BackendServices;
import org.jackfield.engine.snapshot.ConfigFiles;
import org.jackfield.engine.snapshot.Snapshots;
import org.jackfield.spi.ErrorCode;

/**
 * Puts an engine together. Its own parts are made here, in the order that each needs the ones
 * before; what a room brings to a port is bound by Guice, by instances and providers alone: for
 * anything else Guice writes classes at run time, which new JDKs warn about.
 */
final class EngineAssembly {
  private EngineAssembly() {}

  static Jackfield open(
      Places places,
      List<Path> plugins,
      Environment environment,
      List<EngineListener> listeners,
      boolean watching,
      Duration pluginCallLimit) {
    plugins.forEach(EngineAssembly::checkFolder);
    EngineListener listener = new Listeners(listeners);
    ArtifactStore artifacts = artifacts(places, environment, listener);
    Snapshots snapshots = new Snapshots();
    OkHttpTransport http = new OkHttpTransport(environment);
    Watchdog watchdog = new Watchdog();
    PluginHost host =
        PluginHost.open(places.folders().cache(), pluginCallLimit, places.shippedList(), listener);
    Reloads reloads =
        new Reloads(
            host,
            files(places, plugins),
            environment,
            snapshots,
            artifacts,
            new BackendServices(http, listener),
            listener);
    ChangeWatcher watcher = new ChangeWatcher(reloads);
    Runnable closing =
        () -> {
          // In the order that nothing is used after it was freed.
          watcher.close();
          reloads.close();
          host.close();
          watchdog.close();
          http.close();
        };
    try {
      reloads.open();
      if (watching) {
        watcher.start();
      }
    } catch (RuntimeException | Error e) {
      closing.run();
      throw e;
    }
    Failover failover = new Failover(new Attempts(watchdog, listener), listener);
    return new Jackfield(
        snapshots,
        reloads,
        host,
        new CallChain(failover, listener),
        new OperationCalls(watchdog),
        places,
        closing);
  }

  /** Who names a folder wants what is in it; silence would look like a plugin without effect. */
  private static void checkFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new EngineException(
          ErrorCode.INVALID_REQUEST,
          "The plugin folder '"
              + folder
              + "' "
              + (Files.exists(folder) ? "is a file." : "is not there."),
          null,
          "Name the folder that holds the plugin jars.",
          List.of(),
          null,
          null);
    }
  }

  private static ConfigFiles files(Places places, List<Path> plugins) {
    List<Path> folders = new ArrayList<>(places.plugins());
    folders.addAll(plugins);
    return new ConfigFiles(places.config(), places.overlay(), folders, places.shippedList());
  }

  private static ArtifactStore artifacts(
      Places places, Environment environment, EngineListener listener) {
    List<Module> modules = new ArrayList<>();
    modules.add(new Ports(places.folders(), environment, listener));
    for (EngineRoom room :
        ServiceLoader.load(EngineRoom.class, EngineAssembly.class.getClassLoader())) {
      modules.add(room.module());
    }
    return Guice.createInjector(Stage.DEVELOPMENT, modules).getInstance(ArtifactStore.class);
  }

  /** What rooms may inject, and what stands in for a room that is not there. */
  private static final class Ports extends AbstractModule {
    private final Folders folders;
    private final Environment environment;
    private final EngineListener listener;

    Ports(Folders folders, Environment environment, EngineListener listener) {
      this.folders = folders;
      this.environment = environment;
      this.listener = listener;
    }

    @Override
    protected void configure() {
      binder().requireExplicitBindings();
      binder().requireAtInjectOnConstructors();
      bind(Environment.class).toInstance(environment);
      bind(Folders.class).toInstance(folders);
      bind(EngineListener.class).toInstance(listener);
      OptionalBinder.newOptionalBinder(binder(), ArtifactStore.class)
          .setDefault()
          .toInstance(new LocalFiles(folders.config()));
    }
  }
}
