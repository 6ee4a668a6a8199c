import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks or mends the formatting of every Java source below a folder: {@code Format check|fix
 * FOLDER}.
 */
public final class Format {
  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    Path root = Path.of(args[1]);
    List<Path> sources;
    try (var files = Files.walk(root)) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
              .sorted()
              .toList();
    }
    Formatter formatter = new Formatter();
    List<Path> wrong = new ArrayList<>();
    for (Path source : sources) {
      String now = Files.readString(source);
      String imports =
          ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(now), Style.GOOGLE);
      String then = formatter.formatSource(imports);
      if (!then.equals(now)) {
        wrong.add(root.relativize(source));
        if (fix) {
          Files.writeString(source, then);
        }
      }
    }
    if (!wrong.isEmpty()) {
      wrong.forEach(
          source -> System.err.println((fix ? "formatted " : "not formatted: ") + source));
      if (!fix) {
        System.err.println("Mend it with: mvn -N validate -Dformat=fix");
        System.exit(1);
      }
    }
  }
}
