package org.jackfield.bench.codecs;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link CodecBenchmark} and prints it as a table, with each figure against OpenAI's. */
public final class CodecsProgram {
  private static final String BASE = "openai";

  private CodecsProgram() {}

  /** A figure of a type: how long, and how much memory. */
  private record Cost(double nanos, double bytes) {}

  /**
   * Runs it.
   *
   * @param args the seconds of each measurement, and the backend types, all when there are none
   */
  public static void main(String[] args) throws RunnerException {
    int seconds = args.length == 0 ? 1 : Integer.parseInt(args[0]);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(CodecBenchmark.class.getSimpleName())
            .jvmArgsAppend("-XX:+UseSerialGC")
            .addProfiler(GCProfiler.class)
            .forks(1)
            .warmupIterations(4)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(seconds));
    if (args.length > 1) {
      String[] types = new String[args.length - 1];
      System.arraycopy(args, 1, types, 0, types.length);
      options.param("type", types);
    }
    print(new Runner(options.build()).run());
  }

  private static void print(Collection<RunResult> results) {
    Map<String, Map<String, Cost>> costs = new TreeMap<>();
    for (RunResult result : results) {
      String name = result.getPrimaryResult().getLabel();
      String type = result.getParams().getParam("type");
      double bytes = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
      costs
          .computeIfAbsent(type, any -> new TreeMap<>())
          .put(name, new Cost(result.getPrimaryResult().getScore(), bytes));
    }
    System.out.println(
        "| type | request, µs | x | KB | x | hop, µs | x | KB | x | chunk, ns | x | bytes | x |");
    System.out.println("| --- |" + " ---: |".repeat(12));
    Map<String, Cost> base = costs.getOrDefault(BASE, Map.of());
    costs.forEach(
        (type, cost) -> {
          StringBuilder row = new StringBuilder("| ").append(type).append(" |");
          cell(row, "request", cost, base, 1000, 1024);
          cell(row, "hop", cost, base, 1000, 1024);
          cell(row, "chunk", cost, base, 1, 1);
          System.out.println(row);
        });
  }

  /** A benchmark's time and memory in these units, each with its ratio. */
  private static void cell(
      StringBuilder row,
      String name,
      Map<String, Cost> costs,
      Map<String, Cost> bases,
      int nanos,
      int bytes) {
    Cost cost = costs.get(name);
    Cost base = bases.getOrDefault(name, cost);
    row.append(
        String.format(
            Locale.ROOT,
            nanos == 1 ? " %.0f | %.2f | %.0f | %.2f |" : " %.1f | %.2f | %.1f | %.2f |",
            cost.nanos() / nanos,
            cost.nanos() / base.nanos(),
            cost.bytes() / bytes,
            cost.bytes() / base.bytes()));
  }
}
