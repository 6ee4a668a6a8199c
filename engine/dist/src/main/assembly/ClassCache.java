import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes {@code lib/jackfield.aot} of the distribution in the folder that is named: one run of a
 * command, recorded by the JVM (JEP 514). It finds an Ollama server missing, as newcomers do, and
 * answers from the echo backend, so that the way to a server over HTTP is recorded too. Without the
 * file everything works and starts slower, so a JVM that cannot make it fails nothing.
 */
public final class ClassCache {
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    Path cache = home.resolve("lib/jackfield.aot");
    Files.deleteIfExists(cache);
    Path folder = Files.createTempDirectory("jackfield-class-cache");
    Path config = folder.resolve("jackfield.yaml");
    Socket closed = new Socket();
    closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // nobody listens there
    Files.writeString(
        config,
        """
        llm:
          providers:
            - {type: ollama, endpoint: "http://127.0.0.1:%d"}
            - {type: echo}
        """
            .formatted(closed.getLocalPort()));

    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The options and the class path of the launcher: a cache made with others is not taken.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:AOTCacheOutput=" + cache));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath(home)));
    command.addAll(List.of("org.jackfield.cli.Main", "chat", "--config", config.toString(), "Hi"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    builder.environment().put("JACKFIELD_HOME", home.toString());
    builder.environment().put("JACKFIELD_DATA", folder.resolve("data").toString());
    builder.environment().put("JACKFIELD_CACHE", folder.resolve("cache").toString());
    builder.environment().keySet().removeIf(name -> name.equals("JACKFIELD_LLM_BACKEND"));
    builder.environment().keySet().removeIf(name -> name.equals("LLM_PROVIDER"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    int status = process.waitFor();
    closed.close();
    if (status != 0 || !Files.exists(cache)) {
      System.err.println("No class cache; commands will start slower. The training run said:");
      System.err.println(output);
    }
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private static String classPath(Path home) throws Exception {
    try (var jars = Files.list(home.resolve("lib"))) {
      return jars.map(Path::toString)
          .filter(jar -> jar.endsWith(".jar"))
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
