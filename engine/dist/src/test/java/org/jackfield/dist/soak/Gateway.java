package org.jackfield.dist.soak;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code jackfield serve} of a distribution, as a process of its own on a free port of loopback,
 * with its configuration and plugins in a folder. Thread-safe; stopped by {@link #close}.
 */
final class Gateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);
  private static final Pattern LISTENING = Pattern.compile("Listening on (http://\\S+)");
  private static final Pattern GENERATION = Pattern.compile("\"generation\":(\\d+)");

  private final Path folder;
  private final Process process;
  private final URI url;
  private final HttpClient client = HttpClient.newHttpClient();

  private Gateway(Path folder, Process process, URI url) {
    this.folder = folder;
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it and waits until it listens. Its configuration is the folder's {@code jackfield.yaml};
   * plugins lie in the distribution and in the folder's {@code plugins}.
   *
   * @param home the distribution
   * @param variables more environment; what would choose a backend is taken away
   */
  static Gateway start(Path home, Path folder, Map<String, String> variables)
      throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("plugins"));
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    home.resolve("bin/jackfield").toString(),
                    "serve",
                    "--port",
                    "0",
                    "--config",
                    config(folder).toString(),
                    "--plugins",
                    folder.resolve("plugins").toString()))
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("JACKFIELD_LLM") || name.equals("LLM"));
    environment.remove("LLM_PROVIDER");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JACKFIELD_HOME", home.toString());
    environment.put("JACKFIELD_DATA", folder.resolve("data").toString());
    environment.putAll(variables);
    Process process = builder.start();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      Matcher listening = LISTENING.matcher(Files.readString(out));
      if (listening.find()) {
        return new Gateway(folder, process, URI.create(listening.group(1)));
      }
      process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly();
    throw new IllegalStateException(
        "The server does not come up: " + Files.readString(folder.resolve("err")));
  }

  private static Path config(Path folder) {
    return folder.resolve("jackfield.yaml");
  }

  URI url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  /** What it told its operator last. */
  String complaints() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("err"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  /** The generation in force. */
  long generation() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url.resolve("/readyz")).build();
    String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    Matcher generation = GENERATION.matcher(body);
    if (!generation.find()) {
      throw new IllegalStateException("There is no generation in " + body);
    }
    return Long.parseLong(generation.group(1));
  }

  /** A change of its files. */
  interface Change {
    void make() throws IOException;
  }

  /** Makes the change and waits until it is in force; gives the milliseconds that took. */
  double change(Change change) throws IOException, InterruptedException {
    long before = generation();
    long start = System.nanoTime();
    change.make();
    while (generation() == before) {
      if (System.nanoTime() - start > PATIENCE.toNanos() || !process.isAlive()) {
        throw new IllegalStateException(
            "The change of generation " + before + " is not taken: " + complaints());
      }
      Thread.sleep(LOOK_EVERY);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** Saves the configuration, by writing into the file that is there. */
  void saveInPlace(String yaml) throws IOException {
    Files.writeString(config(folder), yaml);
  }

  /** Saves the configuration, by renaming a new file over the old one. */
  void saveByRename(String yaml) throws IOException {
    replace(config(folder), yaml.getBytes(StandardCharsets.UTF_8));
  }

  /** Renames a new plugin jar over the old one, or drops it. */
  void dropPlugin(String name, byte[] jar) throws IOException {
    replace(folder.resolve("plugins").resolve(name), jar);
  }

  private void replace(Path target, byte[] content) throws IOException {
    Path next = Files.write(folder.resolve("next"), content);
    Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
