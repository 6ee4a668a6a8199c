package org.jackfield.engine.reload;

import java.nio.file.Path;
import org.jackfield.engine.LiveEngine;
import org.jackfield.engine.config.SettingsChange;

/**
 * A process that reloads without a pause until it is killed: other files, jars and settings each
 * time.
 */
final class ReloadingProcess {
  private ReloadingProcess() {}

  /** Takes the folder, and says each generation. */
  public static void main(String[] arguments) {
    LiveEngine live = new LiveEngine(Path.of(arguments[0]), file(0));
    for (int i = 1; ; i++) {
      live.jar("talker.jar", LiveEngine.plugin("talker", "talker", "1.0." + i).bytes());
      live.save(file(i));
      live.engine().reload();
      live.engine().change("a command", SettingsChange.set("reload.drain", 1 + i % 50 + "m"));
      System.out.println(live.engine().generation());
    }
  }

  private static String file(int i) {
    return (i == 0
            ? LiveEngine.providers()
            : LiveEngine.providers("{type: talker, model: m" + i + "}"))
        + "reload: {watch: false}\n";
  }
}
