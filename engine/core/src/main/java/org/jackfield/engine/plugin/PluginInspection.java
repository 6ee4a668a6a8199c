package org.jackfield.engine.plugin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.Setting;
import org.jackfield.spi.SettingsSpec;

/**
 * The first contact with a plugin's code: finds its factories, asks each for its types and
 * settings, and compares them with the manifest. It runs on a thread of its own and is given up
 * after a limit, because everything here is the plugin's code, down to the message of what it
 * throws.
 */
final class PluginInspection {
  private static final Pattern OPTION = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final int MAX_FACTORIES = 64;
  private static final int MAX_TYPES = 64;
  private final PluginManifest manifest;
  private final AllowListClassLoader loader;
  private final PluginScope scope;

  PluginInspection(PluginManifest manifest, AllowListClassLoader loader, PluginScope scope) {
    this.manifest = manifest;
    this.loader = loader;
    this.scope = scope;
  }

  /** The plugin's factories; what is wrong with it is a {@link PluginRejectedException}. */
  List<LoadedPlugin.Offer> inspect(BoundedCalls calls) throws InterruptedException {
    try {
      return calls.call(
          "inspection", manifest.id(), () -> scope.within(this::guarded), late -> {}, () -> {});
    } catch (TimeoutException e) {
      throw new PluginRejectedException(
          "Its code did not name its types and settings within "
              + calls.limit().toMillis()
              + " ms.");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PluginRejectedException rejection) {
        throw rejection;
      }
      throw new PluginRejectedException("Its code failed: " + e.getCause() + ".");
    }
  }

  private List<LoadedPlugin.Offer> guarded() {
    try {
      return offers();
    } catch (PluginRejectedException e) {
      throw e;
    } catch (Throwable e) {
      throw new PluginRejectedException("Its code cannot be used: " + Faults.describe(e) + ".");
    }
  }

  private List<LoadedPlugin.Offer> offers() {
    List<LoadedPlugin.Offer> offers = new ArrayList<>();
    Iterator<BackendFactory> factories =
        ServiceLoader.load(BackendFactory.class, loader).iterator();
    while (factories.hasNext() && offers.size() < MAX_FACTORIES) {
      offers.add(offer(factories.next()));
    }
    if (offers.isEmpty()) {
      throw new PluginRejectedException(
          "It names no factory: META-INF/services/"
              + BackendFactory.class.getName()
              + " is missing or empty.");
    }
    compareWithManifest(offers);
    return offers;
  }

  private static LoadedPlugin.Offer offer(BackendFactory factory) {
    String factoryName = factory.getClass().getName();
    List<String> types = List.copyOf(factory.types());
    if (types.isEmpty() || types.size() > MAX_TYPES) {
      throw new PluginRejectedException(
          factoryName + " names " + types.size() + " types; a factory has at least one.");
    }
    Set<String> seen = new HashSet<>();
    for (String type : types) {
      if (!PluginManifest.TYPE.matcher(type).matches() || !seen.add(type)) {
        throw new PluginRejectedException(
            factoryName
                + " names the type "
                + ShownText.quoted(type)
                + "; types are lower-case letters, digits, '_' and '-', each named once.");
      }
    }
    SettingsSpec settings = factory.settings();
    checkSettings(factoryName, settings);
    return new LoadedPlugin.Offer(factory, types, settings);
  }

  private static void checkSettings(String factoryName, SettingsSpec settings) {
    Set<String> seen = new HashSet<>();
    for (Setting option : settings.options()) {
      if (!OPTION.matcher(option.name()).matches() || !seen.add(option.name())) {
        throw new PluginRejectedException(
            factoryName
                + " declares the option "
                + ShownText.quoted(option.name())
                + "; options are snake_case, each declared once.");
      }
      for (String variable : option.variables()) {
        if (!VARIABLE.matcher(variable).matches()) {
          throw new PluginRejectedException(
              factoryName
                  + " fills the option '"
                  + option.name()
                  + "' from "
                  + ShownText.quoted(variable)
                  + ", which is no name of a variable.");
        }
      }
      if (option.kind() == null || option.doc() == null) {
        throw new PluginRejectedException(
            factoryName + " declares the option '" + option.name() + "' without kind or text.");
      }
    }
    if (settings.timeout().isNegative() || settings.timeout().isZero() || settings.retries() < 0) {
      throw new PluginRejectedException(
          factoryName + " declares a timeout or a number of retries below zero.");
    }
  }

  /** The manifest is what users see while a plugin cannot be loaded, so it must not mislead. */
  private void compareWithManifest(List<LoadedPlugin.Offer> offers) {
    Set<String> offered = new HashSet<>();
    for (LoadedPlugin.Offer offer : offers) {
      if (!manifest.types().contains(offer.types().getFirst())) {
        throw new PluginRejectedException(
            "It brings the type '"
                + offer.types().getFirst()
                + "', which the Backend-Types of its manifest do not name.");
      }
      for (String type : offer.types()) {
        if (!offered.add(type)) {
          throw new PluginRejectedException("Two of its factories bring the type '" + type + "'.");
        }
      }
    }
    for (String type : manifest.types()) {
      if (!offered.contains(type)) {
        throw new PluginRejectedException(
            "Its manifest names the type '" + type + "', which none of its factories brings.");
      }
    }
  }
}
