import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a reload costs: the time from saving a file to serving what it says, with 50 backends of
 * which one changed, and the latency of those who ask meanwhile. Part of {@link Bench}.
 */
final class Reload {
  private static final int BACKENDS = 50;
  private static final int SAVES = 40;
  private static final int COLD_SAVES = 10;
  private static final int CONNECTIONS = 16;
  private static final Pattern GENERATION = Pattern.compile("\"generation\":(\\d+)");
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

  private final Bench bench;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path config;
  private int upstreamPort;
  private Bench.Target gateway;
  private Path note;
  private int saves;

  Reload(Bench bench) throws IOException {
    this.bench = bench;
    this.config = Files.createDirectories(bench.work.resolve("reload")).resolve("jackfield.yaml");
  }

  void run() throws Exception {
    upstreamPort = Bench.freePort();
    Process upstream =
        bench.start(
            "upstream", Map.of(), bench.tools.resolve("upstream").toString(), "" + upstreamPort);
    bench.await(upstreamPort, upstream, "upstream");
    save();
    startGateway();
    bench.warmUp(gateway);
    bench.print("");
    times();
    bench.print("");
    latencies();
    bench.print("");
    bench.stopAll();
  }

  private void startGateway() throws Exception {
    int port = Bench.freePort();
    Path data = bench.work.resolve("data");
    Process process =
        bench.start(
            "gateway",
            Map.of("JACKFIELD_DATA", data.toString()),
            Bench.option("jackfield", "./jackfield"),
            "--config",
            config.toString(),
            "serve",
            "--port",
            "" + port);
    bench.await(port, process, "gateway");
    gateway = new Bench.Target("jackfield", port, process.pid());
    note = data.resolve("servers/" + port + ".json");
  }

  /** Saves a configuration in which one of the backends has another model than before. */
  private void save() throws IOException {
    StringBuilder yaml = new StringBuilder("llm:\n  providers:\n");
    for (int i = 0; i < BACKENDS; i++) {
      String name = i == 0 ? "bench" : "backend-" + i;
      String model = i == BACKENDS - 1 ? "model-" + ++saves : "bench-model";
      yaml.append(
          "    - {name: %s, type: openai, endpoint: \"http://127.0.0.1:%d/v1\", api_key: sk-bench, model: %s}\n"
              .formatted(name, upstreamPort, model));
    }
    Files.writeString(config, yaml);
  }

  // --- From saving to serving

  private void times() throws Exception {
    List<Double> watched = new ArrayList<>();
    List<Double> asked = new ArrayList<>();
    for (int i = 0; i < COLD_SAVES + SAVES; i++) {
      double found = untilServed(() -> {});
      double told = untilServed(this::reload);
      if (i == 0) {
        bench.print("The first reload of the process took %.0f ms after it was asked for.", told);
      }
      if (i >= COLD_SAVES) {
        watched.add(found);
        asked.add(told);
      }
    }
    bench.print("");
    bench.print(
        "%d backends, one of them changed, %d saves of each kind, milliseconds:", BACKENDS, SAVES);
    bench.print("");
    bench.print("| from | to | median | p95 | longest |");
    bench.print("| --- | --- | ---: | ---: | ---: |");
    row("saving", "serving, found by the watcher", watched);
    row("asking (`POST /admin/reload`)", "serving", asked);
    bench.print("");
    bench.print(
        "Finding the change is the difference: %.0f ms in the middle.",
        quantile(watched, 0.5) - quantile(asked, 0.5));
  }

  /** What follows a save. */
  private interface Step {
    void run() throws Exception;
  }

  private double untilServed(Step afterwards) throws Exception {
    long before = generation();
    save();
    long start = System.nanoTime();
    afterwards.run();
    while (generation() == before) {
      Thread.sleep(1);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private void reload() throws Exception {
    String token = first(TOKEN, Files.readString(note)); // there soon after the server listens
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri("/admin/reload"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("The reload failed: " + answer.body());
    }
  }

  private long generation() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri("/readyz")).build();
    String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return Long.parseLong(first(GENERATION, body));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + gateway.port() + path);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("There is no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  private void row(String from, String to, List<Double> millis) {
    bench.print(
        "| %s | %s | %.0f | %.0f | %.0f |",
        from, to, quantile(millis, 0.5), quantile(millis, 0.95), quantile(millis, 1));
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
  }

  // --- Those who ask meanwhile

  private void latencies() throws Exception {
    int rate = Integer.parseInt(Bench.option("rate", "1000"));
    Bench.Load load = new Bench.Load(rate + "/s over " + CONNECTIONS, CONNECTIONS, rate, false);
    List<Bench.Sample> calm = new ArrayList<>();
    List<Bench.Sample> changing = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    long reloads = 0;
    for (int round = 0; round < bench.rounds; round++) {
      boolean calmFirst = round % 2 == 0; // what drifts meanwhile favours neither
      if (calmFirst) {
        calm.add(bench.measure(gateway, load, bench.seconds));
      }
      long before = generation();
      changing.add(whileSaving(load));
      reloads += generation() - before;
      if (!calmFirst) {
        calm.add(bench.measure(gateway, load, bench.seconds));
      }
      ratios.add(changing.getLast().p99() / calm.getLast().p99());
    }
    double seconds = bench.seconds * bench.rounds;
    bench.print(
        "%s, %d windows of %.0f s of each kind in turn, p50 and p99 in µs, CPU in µs per request:",
        load.name(), bench.rounds, bench.seconds);
    bench.print("");
    bench.print("| windows | reloads a second | p50 | p99 | CPU | other load |");
    bench.print("| --- | ---: | ---: | ---: | ---: | ---: |");
    row("without reloads", 0, Bench.median(calm));
    row("with reloads", reloads / seconds, Bench.median(changing));
    bench.print("");
    bench.print(
        "p99 with reloads ÷ p99 without: %.2f of the medians, %.2f in the middle of the pairs.",
        Bench.median(changing).p99() / Bench.median(calm).p99(), quantile(ratios, 0.5));
  }

  /** A window during which the configuration is saved once a second. */
  private Bench.Sample whileSaving(Bench.Load load) throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Thread saver =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!ended.get()) {
                      save();
                      Thread.sleep(1000);
                    }
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    try {
      return bench.measure(gateway, load, bench.seconds);
    } finally {
      ended.set(true);
      saver.join();
    }
  }

  private void row(String windows, double reloads, Bench.Sample sample) {
    bench.print(
        "| %s | %s | %.0f | %.0f | %.1f | %.0f %% |",
        windows,
        String.format(Locale.ROOT, "%.2f", reloads),
        sample.p50(),
        sample.p99(),
        sample.cpu(),
        sample.foreign() * 100);
  }
}
