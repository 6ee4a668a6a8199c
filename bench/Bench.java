import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bench: measures the gateway against a direct connection and nginx, the embedded model against
 * llama-bench, and what a reload costs; prints Markdown. {@code bench/run} starts it; see README.md
 * beside this file.
 */
public final class Bench {
  private static final double TICK_MICROS = 10_000; // USER_HZ is 100 on every Linux
  private static final int DEADLINE_SECONDS = 60;
  private static final double WARM_UP_WINDOW_SECONDS = 3;
  private static final int MOST_LOOKS = 40;
  private static final double CALM_COMPILER_SHARE = 0.02;

  private final Path folder = Path.of(option("folder", "bench"));
  final Path tools = Path.of(option("tools", "bench/target"));
  final Path work;
  final double seconds = Double.parseDouble(option("seconds", "5"));
  private final double warmup = Double.parseDouble(option("warmup", "120"));
  final int rounds = Integer.parseInt(option("rounds", "3"));
  private final List<Process> started = Collections.synchronizedList(new ArrayList<>());
  private final StringBuilder report = new StringBuilder();

  private Bench() throws IOException {
    work = Files.createTempDirectory("jackfield-bench");
  }

  /** One thing that answers on a port. */
  record Target(String name, int port, long pid) {}

  /** One kind of load. */
  record Load(String name, int connections, int rate, boolean streaming) {}

  /** What one run of one load against one target showed; CPU is per request, or per frame. */
  record Sample(double perSecond, double p50, double p99, double cpu, double foreign) {}

  public static void main(String[] args) throws Exception {
    Bench bench = new Bench();
    Runtime.getRuntime().addShutdownHook(new Thread(bench::stopAll));
    bench.head();
    String only = option("only", "");
    if (only.isEmpty() || only.equals("gateway")) {
      bench.gateway();
    }
    if (only.isEmpty() || only.equals("generation")) {
      bench.generation();
    }
    if (only.isEmpty() || only.equals("reload")) {
      new Reload(bench).run();
    }
    Path results = Files.createDirectories(bench.folder.resolve("results"));
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
    Path file = results.resolve(time + ".md");
    Files.writeString(file, bench.report);
    System.err.println("Written to " + file);
  }

  static String option(String name, String fallback) {
    return System.getProperty("bench." + name, fallback);
  }

  void print(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values);
    report.append(line).append('\n');
    System.out.println(line);
  }

  private void head() throws IOException {
    String model =
        Files.readString(Path.of("/proc/cpuinfo"))
            .lines()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    print(
        "%s; %d processors, %s; Linux %s; Java %s; 1-minute load before the run %s",
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        Runtime.getRuntime().availableProcessors(),
        model,
        System.getProperty("os.version"),
        Runtime.version(),
        Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    print("");
  }

  // --- The gateway

  private void gateway() throws Exception {
    int upstreamPort = freePort();
    Process upstream =
        start("upstream", Map.of(), tools.resolve("upstream").toString(), "" + upstreamPort);
    List<Target> targets = new ArrayList<>();
    targets.add(new Target("direct", upstreamPort, 0));
    await(upstreamPort, upstream, "upstream");
    startNginx(upstreamPort).ifPresent(targets::add);
    targets.add(startGateway(upstreamPort));

    List<Load> loads = new ArrayList<>();
    for (String connections : option("connections", "1,16,64").split(",")) {
      loads.add(new Load("c=" + connections, Integer.parseInt(connections), 0, false));
    }
    int rate = Integer.parseInt(option("rate", "2000"));
    loads.add(new Load(rate + "/s over 64", 64, rate, false));
    loads.add(new Load("SSE, 16 streams", 16, 0, true));

    for (Target target : targets) {
      if (target.pid() != 0) {
        warmUp(target);
      }
    }
    print("");
    Map<Load, Map<Target, List<Sample>>> samples = new LinkedHashMap<>();
    for (Load load : loads) {
      for (int round = 0; round < rounds; round++) {
        for (Target target : targets) {
          samples
              .computeIfAbsent(load, key -> new LinkedHashMap<>())
              .computeIfAbsent(target, key -> new ArrayList<>())
              .add(measure(target, load, seconds));
        }
      }
      System.err.println("Measured " + load.name());
    }
    table(samples);
    print("");
    for (Target target : targets) {
      if (target.pid() != 0) {
        print("RSS of %s after that: %.0f MB.", target.name(), memory(target.pid()));
      }
    }
    print("");
    stopAll();
  }

  private Optional<Target> startNginx(int upstreamPort) throws Exception {
    String program = option("nginx", "");
    if (program.isEmpty()) {
      print("nginx is not installed: no ratios.");
      return Optional.empty();
    }
    int port = freePort();
    Path config = work.resolve("nginx.conf");
    Files.writeString(
        config,
        Files.readString(folder.resolve("nginx.conf"))
            .replace("@WORK@", work.toString())
            .replace("@UPSTREAM@", "" + upstreamPort)
            .replace("@PORT@", "" + port));
    String errors = work.resolve("nginx.err").toString();
    Process nginx =
        start("nginx", Map.of(), program, "-e", errors, "-p", work.toString(), "-c", "" + config);
    await(port, nginx, "nginx");
    return Optional.of(new Target("nginx", port, nginx.pid()));
  }

  private Target startGateway(int upstreamPort) throws Exception {
    int port = freePort();
    Process gateway =
        start(
            "gateway",
            Map.of("BENCH_UPSTREAM", "http://127.0.0.1:" + upstreamPort + "/v1"),
            option("jackfield", "./jackfield"),
            "--config",
            folder.resolve("jackfield.yaml").toString(),
            "serve",
            "--port",
            "" + port);
    await(port, gateway, "gateway");
    return new Target("jackfield", port, gateway.pid());
  }

  /**
   * Loads a target until there is nothing left to compile in it: until the JVM's compiler threads
   * take next to nothing of its CPU, for both kinds of load. Time alone would not do: where all
   * processors are at work, the compiler waits for its turn.
   */
  void warmUp(Target target) throws Exception {
    List<Load> kinds = List.of(new Load("c=64", 64, 0, false), new Load("SSE", 16, 0, true));
    long start = System.nanoTime();
    double share;
    double elapsed;
    do {
      share = 0;
      for (Load kind : kinds) {
        double compiling = compilerCpu(target.pid());
        Sample window = measure(target, kind, WARM_UP_WINDOW_SECONDS);
        compiling = compilerCpu(target.pid()) - compiling;
        double used = window.cpu() * window.perSecond() * WARM_UP_WINDOW_SECONDS;
        share = Math.max(share, compiling / Math.max(1, used));
        System.err.printf(
            "Warming %s up, %s: %.1f µs, %.1f %% of them the compiler's%n",
            target.name(), kind.name(), window.cpu(), 100 * compiling / Math.max(1, used));
        letCompile(target.pid());
      }
      elapsed = (System.nanoTime() - start) / 1e9;
    } while (share > CALM_COMPILER_SHARE && elapsed < warmup);
    print(
        "Warmed %s up for %.0f s; in the end its compiler took %.1f %% of its CPU%s.",
        target.name(),
        elapsed,
        share * 100,
        share > CALM_COMPILER_SHARE ? ": **not warm**, give it a longer --warmup" : "");
  }

  /** Waits while the compiler works off what the load has left it; without load that is soon. */
  private static void letCompile(long pid) throws Exception {
    double used = compilerCpu(pid);
    double before;
    int looks = 0;
    do {
      before = used;
      Thread.sleep(250);
      used = compilerCpu(pid);
    } while (used - before > TICK_MICROS && ++looks < MOST_LOOKS);
  }

  Sample measure(Target target, Load load, double time) throws Exception {
    long busy = machine();
    double ours = target.pid() == 0 ? 0 : cpu(target.pid());
    double tools = toolsCpu();
    long start = System.nanoTime();
    Map<String, Double> result = load(target, load, time);
    double elapsed = (System.nanoTime() - start) / 1e3;
    double used = target.pid() == 0 ? 0 : cpu(target.pid()) - ours;
    // The load generator's own CPU is gone from /proc with it; it says what it used.
    double known = used + toolsCpu() - tools + result.get("cpu");
    double foreign = (machine() - busy) * TICK_MICROS - known;
    double units = load.streaming() ? result.get("frames") : result.get("ok");
    return new Sample(
        units / result.get("seconds"),
        load.streaming() ? result.get("frame_p50") : result.get("p50"),
        load.streaming() ? result.get("frame_p99") : result.get("p99"),
        used / Math.max(1, units),
        Math.max(0, foreign / elapsed));
  }

  private Map<String, Double> load(Target target, Load load, double time) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                tools.resolve("load").toString(),
                "" + target.port(),
                "" + load.connections(),
                "" + time,
                "" + load.rate(),
                folder.resolve("request.json").toString()));
    if (load.streaming()) {
      command.add("stream");
    }
    Path errors = work.resolve("load.err");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    started.add(process);
    String line = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(
          load.name()
              + " against "
              + target.name()
              + " failed: "
              + line
              + Files.readString(errors));
    }
    started.remove(process);
    Map<String, Double> result = new HashMap<>();
    for (String pair : line.strip().split(" ")) {
      result.put(pair.split("=")[0], Double.valueOf(pair.split("=")[1]));
    }
    if (result.get("errors") > 0) {
      print(
          "%s, %s: %.0f errors among %.0f requests! %s",
          target.name(),
          load.name(),
          result.get("errors"),
          result.get("ok"),
          Files.readString(errors).strip().replaceAll("\\R+", " "));
    }
    return result;
  }

  private void table(Map<Load, Map<Target, List<Sample>>> samples) {
    print(
        "Medians of %d rounds of %.0f s; p50 and p99 in µs, CPU in µs per request (SSE: per"
            + " frame).",
        rounds, seconds);
    print("");
    print(
        "| load | target | per second | p50 | p99 | p50 added | p99 added | CPU | CPU ÷ nginx |"
            + " other load |");
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    samples.forEach(
        (load, byTarget) -> {
          Map<String, Sample> medians = new LinkedHashMap<>();
          byTarget.forEach((target, all) -> medians.put(target.name(), median(all)));
          medians.forEach((name, sample) -> row(load, name, sample, medians));
        });
  }

  private void row(Load load, String name, Sample sample, Map<String, Sample> medians) {
    Sample direct = medians.get("direct");
    Sample nginx = medians.get("nginx");
    boolean proxy = !name.equals("direct");
    print(
        "| %s | %s | %.0f | %.0f | %.0f | %s | %s | %s | %s | %.0f %% |",
        load.name(),
        name,
        sample.perSecond(),
        sample.p50(),
        sample.p99(),
        proxy ? String.format(Locale.ROOT, "%.0f", sample.p50() - direct.p50()) : "",
        proxy ? String.format(Locale.ROOT, "%.0f", sample.p99() - direct.p99()) : "",
        proxy ? String.format(Locale.ROOT, "%.1f", sample.cpu()) : "",
        proxy && nginx != null
            ? String.format(Locale.ROOT, "%.2f", sample.cpu() / nginx.cpu())
            : "",
        sample.foreign() * 100);
  }

  static Sample median(List<Sample> all) {
    return new Sample(
        middle(all.stream().map(Sample::perSecond)),
        middle(all.stream().map(Sample::p50)),
        middle(all.stream().map(Sample::p99)),
        middle(all.stream().map(Sample::cpu)),
        middle(all.stream().map(Sample::foreign)));
  }

  private static double middle(Stream<Double> values) {
    List<Double> sorted = values.sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  // --- The embedded model

  private void generation() throws Exception {
    String model = option("model", "smollm2-135m-instruct");
    String jackfield = option("jackfield", "./jackfield");
    Map<String, String> alone = Map.of("JACKFIELD_LLM_BACKEND", "llamacpp");
    String path = run(Map.of(), jackfield, "models", "pull", model).strip();
    int threads = Integer.parseInt(option("threads", "" + physicalCores()));
    Path config = Files.createDirectories(work.resolve("generation"));
    Files.writeString(
        config.resolve("jackfield.yaml"),
        "llm:\n  providers:\n    - {type: llamacpp, model: %s, n_threads: %d}\n"
            .formatted(model, threads));
    Files.copy(folder.resolve("../config/models.yaml"), config.resolve("models.yaml"));
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    String bench = option("llama", "");
    for (int round = 0; round < rounds; round++) {
      String json =
          run(
              alone,
              jackfield,
              "chat",
              "--config",
              "" + config,
              "--json",
              "--temperature",
              "0",
              "--max-tokens",
              "160",
              "Tell me a long story about a lighthouse keeper and the sea.");
      ours.add(number(json, "tokens_per_second"));
      if (!bench.isEmpty()) {
        String all =
            run(
                Map.of(),
                bench,
                "-m",
                path,
                "-p",
                "0",
                "-n",
                "128",
                "-r",
                "1",
                "-t",
                "" + threads,
                "-o",
                "json");
        theirs.add(number(all, "avg_ts"));
      }
    }
    print("Generation with %s, %d threads, %d rounds, tokens per second:", model, threads, rounds);
    print("");
    print("| program | median | best |");
    print("| --- | ---: | ---: |");
    print("| jackfield chat | %.1f | %.1f |", middle(ours.stream()), Collections.max(ours));
    if (theirs.isEmpty()) {
      print("");
      print("llama-bench is not here (name it by LLAMA_BENCH): no ratio.");
    } else {
      double median = middle(theirs.stream());
      double best = Collections.max(theirs);
      print("| llama-bench | %.1f | %.1f |", median, best);
      print(
          "| ratio | %.2f | %.2f |", middle(ours.stream()) / median, Collections.max(ours) / best);
    }
  }

  private static int physicalCores() throws IOException {
    long cores =
        Files.readString(Path.of("/proc/cpuinfo"))
            .lines()
            .filter(line -> line.startsWith("core id"))
            .distinct()
            .count();
    return cores > 0 ? (int) cores : Runtime.getRuntime().availableProcessors();
  }

  private static double number(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*([0-9.]+)").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("There is no " + name + " in " + json);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private String run(Map<String, String> variables, String... command) throws Exception {
    Path errors = work.resolve("run.err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    process.getOutputStream().close();
    started.add(process);
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " failed: " + output + Files.readString(errors));
    }
    started.remove(process);
    return output;
  }

  // --- Processes and their figures

  Process start(String name, Map<String, String> variables, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true).redirectOutput(work.resolve(name + ".log").toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    started.add(process);
    return process;
  }

  void await(int port, Process process, String name) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    throw new IllegalStateException(
        name + " does not answer: " + Files.readString(work.resolve(name + ".log")));
  }

  void stopAll() {
    for (Process process : List.copyOf(started).reversed()) {
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
      started.remove(process);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** User and system time of the process and all below it, in µs. */
  private static double cpu(long pid) throws IOException {
    double micros = 0;
    for (long process : tree(pid)) {
      micros += cpuOf(process);
    }
    return micros;
  }

  /** What the bench itself uses: this process and the upstream. */
  private double toolsCpu() throws IOException {
    return cpuOf(ProcessHandle.current().pid()) + cpuOf(started.getFirst().pid());
  }

  private static double cpuOf(long pid) throws IOException {
    return cpuIn(Path.of("/proc/" + pid + "/stat"));
  }

  /**
   * What the JVM's first two compiler threads have used; further ones come and go with the work.
   */
  private static double compilerCpu(long pid) throws IOException {
    Path tasks = Path.of("/proc/" + pid + "/task");
    double micros = 0;
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : all.toList()) {
        try {
          if (Files.readString(task.resolve("comm")).matches("C[12] CompilerThre\\s*")) {
            micros += cpuIn(task.resolve("stat"));
          }
        } catch (NoSuchFileException ended) {
          // A thread that has just ended compiles nothing more.
        }
      }
    }
    return micros;
  }

  private static double cpuIn(Path file) throws IOException {
    String stat = Files.readString(file);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
  }

  private static double memory(long pid) throws IOException {
    double kilobytes = 0;
    for (long process : tree(pid)) {
      kilobytes +=
          Files.readString(Path.of("/proc/" + process + "/status"))
              .lines()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .sum();
    }
    return kilobytes / 1024;
  }

  private static List<Long> tree(long pid) {
    List<Long> all = new ArrayList<>(List.of(pid));
    ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .forEach(all::add);
    return all;
  }

  /** Ticks in which the machine worked. */
  private static long machine() throws IOException {
    String[] fields = Files.readString(Path.of("/proc/stat")).lines().findFirst().get().split(" +");
    long busy = 0;
    for (int field : new int[] {1, 2, 3, 6, 7}) {
      busy += Long.parseLong(fields[field]);
    }
    return busy;
  }
}
