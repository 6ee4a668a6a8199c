package org.jackfield.engine;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import com.google.inject.multibindings.OptionalBinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jackfield.engine.call.Attempts;
import org.jackfield.engine.call.CallChain;
import org.jackfield.engine.call.Failover;
import org.jackfield.engine.call.Watchdog;
import org.jackfield.engine.http.OkHttpTransport;
import org.jackfield.engine.plugin.PluginHost;
import org.jackfield.engine.reload.ChangeWatcher;
import org.jackfield.engine.reload.Reloads;
import org.jackfield.engine.snapshot.BackendServices;
import org.jackfield.engine.snapshot.ConfigFiles;
import org.jackfield.engine.snapshot.Snapshots;
import org.jackfield.spi.http.HttpTransport;

/** Puts an engine together: its own parts, and every room on the class path. */
final class EngineAssembly extends AbstractModule {
  /**
   * Guice writes classes at run time unless told not to, by ways that new JDKs warn about; without
   * them it uses plain reflection.
   */
  private static final String BYTECODE = "guice_bytecode_gen_option";

  private final Places places;
  private final List<Path> plugins;
  private final Environment environment;
  private final EngineListener listener;

  private EngineAssembly(
      Places places, List<Path> plugins, Environment environment, EngineListener listener) {
    this.places = places;
    this.plugins = plugins;
    this.environment = environment;
    this.listener = listener;
  }

  static Jackfield open(
      Places places,
      List<Path> plugins,
      Environment environment,
      List<EngineListener> listeners,
      boolean watching) {
    if (System.getProperty(BYTECODE) == null) {
      System.setProperty(BYTECODE, "DISABLED");
    }
    List<Module> modules = new ArrayList<>();
    modules.add(new EngineAssembly(places, plugins, environment, new Listeners(listeners)));
    for (EngineRoom room :
        ServiceLoader.load(EngineRoom.class, EngineAssembly.class.getClassLoader())) {
      modules.add(room.module());
    }
    Injector injector = Guice.createInjector(Stage.DEVELOPMENT, modules);
    Closing closing = new Closing(injector);
    try {
      Reloads reloads = injector.getInstance(Reloads.class);
      reloads.open();
      if (watching) {
        injector.getInstance(ChangeWatcher.class).start();
      }
      return new Jackfield(
          injector.getInstance(Snapshots.class),
          reloads,
          injector.getInstance(CallChain.class),
          injector.getInstance(ArtifactStore.class),
          places,
          closing);
    } catch (RuntimeException e) {
      closing.run();
      throw e;
    }
  }

  /** Frees an engine's parts in the order that nothing is used after it was freed. */
  private record Closing(Injector injector) implements Runnable {
    @Override
    public void run() {
      injector.getInstance(ChangeWatcher.class).close();
      injector.getInstance(Reloads.class).close();
      injector.getInstance(PluginHost.class).close();
      injector.getInstance(Watchdog.class).close();
      injector.getInstance(OkHttpTransport.class).close();
    }
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    binder().requireAtInjectOnConstructors();
    bind(Environment.class).toInstance(environment);
    bind(Folders.class).toInstance(places.folders());
    bind(EngineListener.class).toInstance(listener);
    OptionalBinder.newOptionalBinder(binder(), ArtifactStore.class)
        .setDefault()
        .toInstance(new LocalFiles(places.folders().config()));
  }

  @Provides
  @Singleton
  OkHttpTransport transport() {
    return new OkHttpTransport();
  }

  @Provides
  @Singleton
  HttpTransport http(OkHttpTransport transport) {
    return transport;
  }

  @Provides
  @Singleton
  Watchdog watchdog() {
    return new Watchdog();
  }

  @Provides
  @Singleton
  PluginHost pluginHost() {
    return PluginHost.open(places.folders().cache());
  }

  @Provides
  @Singleton
  Snapshots snapshots() {
    return new Snapshots();
  }

  @Provides
  @Singleton
  Reloads reloads(
      PluginHost host, HttpTransport http, ArtifactStore artifacts, Snapshots snapshots) {
    List<Path> folders = new ArrayList<>(places.plugins());
    folders.addAll(plugins);
    ConfigFiles files =
        new ConfigFiles(
            places.config(), places.folders().data().resolve("overrides.yaml"), folders);
    return new Reloads(
        host,
        files,
        environment,
        snapshots,
        new BackendServices(http, artifacts, listener),
        listener);
  }

  @Provides
  @Singleton
  ChangeWatcher watcher(Reloads reloads) {
    return new ChangeWatcher(reloads);
  }

  @Provides
  @Singleton
  CallChain chain(Watchdog watchdog) {
    return new CallChain(new Failover(new Attempts(watchdog, listener), listener), listener);
  }
}
