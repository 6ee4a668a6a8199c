package org.jackfield.cli.scripted;

import java.util.List;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Setting.Kind;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;

/** Makes backends that are not usable without a key and a place. */
public final class SecuredFactory implements BackendFactory {
  @Override
  public List<String> types() {
    return List.of("secured");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("place", Kind.STRING, "Where it is.").withRequired(),
        Setting.of("key", Kind.SECRET, "Its key.").withRequired().withVariables("SECURED_KEY"));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.CLOUD;
  }

  @Override
  public Backend create(BackendContext context) {
    return new ScriptedBackend(context);
  }
}
