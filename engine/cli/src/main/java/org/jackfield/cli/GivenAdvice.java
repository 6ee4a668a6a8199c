package org.jackfield.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;

/** Which advice a user has had: kept in the data folder, so that nobody is told twice. */
final class GivenAdvice {
  private GivenAdvice() {}

  /** Whether that advice is given for the first time; where nothing can be kept, it always is. */
  static boolean first(Environment environment, String advice) {
    Path file = Folders.ofUser(environment, Path.of("")).data().resolve("advice-given");
    try {
      if (Files.exists(file) && Files.readAllLines(file).contains(advice)) {
        return false;
      }
      Files.createDirectories(file.getParent());
      Files.writeString(file, advice + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      return true;
    }
    return true;
  }
}
