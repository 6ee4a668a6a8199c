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

/** Makes backends that do what their settings say. */
public final class ScriptedFactory implements BackendFactory {
  @Override
  public List<String> types() {
    return List.of("scripted");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
            Setting.of("model", Kind.STRING, "The model.").withDefault("tiny"),
            Setting.of("chunks", Kind.STRINGS, "The answer's pieces; the prompt when none."),
            Setting.of("silent", Kind.BOOLEAN, "Says nothing at all.").withDefault("false"),
            Setting.of("thinking", Kind.STRING, "What it thinks first."),
            Setting.of("fail", Kind.STRING, "The error code to fail with at once."),
            Setting.of("message", Kind.STRING, "The error's message.").withDefault("It failed."),
            Setting.of("hint", Kind.STRING, "The error's hint."),
            Setting.of("cut", Kind.BOOLEAN, "Fails after the pieces.").withDefault("false"),
            Setting.of("hang", Kind.BOOLEAN, "Says nothing more after the pieces.")
                .withDefault("false"),
            Setting.of("file", Kind.BOOLEAN, "Answers with its model's file.").withDefault("false"),
            Setting.of("notice", Kind.STRING, "What it tells the operator first."),
            Setting.of("finish", Kind.STRING, "Why it ends.").withDefault("STOP"),
            Setting.of("key", Kind.SECRET, "A secret.").withVariables("SCRIPTED_KEY"))
        .withRetries(0);
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.LOCAL;
  }

  @Override
  public Backend create(BackendContext context) {
    return new ScriptedBackend(context);
  }
}
