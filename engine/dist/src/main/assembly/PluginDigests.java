import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes the list of the plugins that a distribution is built with, in the form of {@code
 * sha256sum}: {@code DIGEST plugins/NAME}. The engine takes it from {@code lib/plugins.sha256} and
 * lets these very files do what others need an allowance for. Arguments: the folder of the jars,
 * and the list.
 */
public final class PluginDigests {
  public static void main(String[] args) throws Exception {
    List<Path> jars;
    try (var files = Files.list(Path.of(args[0]))) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    StringBuilder list = new StringBuilder();
    for (Path jar : jars) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
      list.append(HexFormat.of().formatHex(digest));
      list.append("  plugins/").append(jar.getFileName()).append('\n');
    }
    Files.writeString(Path.of(args[1]), list);
  }
}
