package org.jackfield.plugin.echo;

import java.util.Arrays;
import java.util.List;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Setting.Kind;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;

/** Makes backends of the type {@code echo}. */
public final class EchoFactory implements BackendFactory {
  @Override
  public List<String> types() {
    return List.of("echo");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("reply", Kind.STRING, "What to answer, whatever the question."),
        Setting.of("chunk_delay", Kind.DURATION, "The wait before each word.").withDefault("0"),
        Setting.of("fail", Kind.STRING, "The error to fail with.")
            .withChoices(
                Arrays.stream(ErrorCode.values()).map(ErrorCode::toString).toArray(String[]::new)),
        Setting.of("fail_after", Kind.INTEGER, "How many words to answer before failing.")
            .withDefault("0"));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.LOCAL;
  }

  @Override
  public Backend create(BackendContext context) {
    return new EchoBackend(context.name(), context.settings());
  }
}
