package org.jackfield.dist.soak;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jackfield.dist.soak.Question.Who;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/**
 * Configuration reloads and plugin replacements on a server that answers all the while. Two of its
 * backends never change: {@code still}, of a plugin, and {@code distant}, of an HTTP server that
 * counts the connections it accepts. {@code moving} gets a new plugin jar again and again, {@code
 * turning} a new answer at each reload, and now and then another backend comes or goes.
 */
final class Soak {
  private static final int CLIENTS = 12;
  private static final Duration THINK = Duration.ofMillis(20);
  private static final Duration UPSTREAM_PAUSE = Duration.ofMillis(100);
  private static final int RELOADS_BETWEEN_EXTRAS = 5;
  private static final Pattern SAME_WORDS = Pattern.compile("(\\S+ )\\1{7}");
  private static final Pattern ROUND = Pattern.compile("round (\\d+)");
  private static final Pattern VERSION = Pattern.compile("(\\d+)(#\\S+ )(?:\\1\\2){7}");

  private final Path home;
  private final Path folder;
  private final Plan plan;
  private final Consumer<String> progress;

  /**
   * How much to do.
   *
   * @param reloads of the configuration
   * @param replacements of a plugin, spread evenly among them
   * @param warmUp how many changes come before the first figures that count
   * @param sampleEvery so many changes figures are read
   */
  record Plan(int reloads, int replacements, int warmUp, int sampleEvery) {
    int changes() {
      return reloads + replacements;
    }

    /** Whether that change, from 1, is a replacement. */
    boolean replaces(int change) {
      return (long) change * replacements / changes()
          > (long) (change - 1) * replacements / changes();
    }
  }

  Soak(Path home, Path folder, Plan plan, Consumer<String> progress) {
    this.home = home;
    this.folder = folder;
    this.plan = plan;
    this.progress = progress;
  }

  /** Does it, and gives what it showed. */
  SoakOutcome run() throws IOException, InterruptedException {
    TalkingPlugin still = TalkingPlugin.compile(folder, "still");
    TalkingPlugin moving = TalkingPlugin.compile(folder, "moving");
    try (ScriptedUpstream upstream = ScriptedUpstream.start().forgetRequests()) {
      upstream.otherwise(Soak::reply);
      Path plugins = Files.createDirectories(folder.resolve("plugins"));
      Files.write(plugins.resolve("still.jar"), still.version(1));
      Files.write(plugins.resolve("moving.jar"), moving.version(0));
      Files.writeString(folder.resolve("jackfield.yaml"), yaml(0, upstream));
      try (Gateway gateway =
          Gateway.start(
              home, folder, Map.of("JACKFIELD_CACHE", folder.resolve("cache").toString()))) {
        openConnections(gateway);
        try (Load load = Load.start(gateway.url(), CLIENTS, THINK, questions())) {
          return changes(gateway, load, upstream, moving);
        }
      }
    }
  }

  private SoakOutcome changes(
      Gateway gateway, Load load, ScriptedUpstream upstream, TalkingPlugin moving)
      throws IOException, InterruptedException {
    int connections = upstream.connections();
    List<Figures> samples = new ArrayList<>();
    int reloads = 0;
    int replacements = 0;
    double millis = 0;
    for (int change = 1; change <= plan.changes(); change++) {
      if (plan.replaces(change)) {
        byte[] jar = moving.version(++replacements);
        millis += gateway.change(() -> gateway.dropPlugin("moving.jar", jar));
      } else {
        String yaml = yaml(++reloads, upstream);
        boolean inPlace = reloads % 2 == 0;
        millis +=
            gateway.change(
                inPlace ? () -> gateway.saveInPlace(yaml) : () -> gateway.saveByRename(yaml));
      }
      if (change >= plan.warmUp() && (change - plan.warmUp()) % plan.sampleEvery() == 0) {
        int seen = change;
        Figures figures = load.quiet(() -> Figures.of(gateway.pid(), seen));
        samples.add(figures);
        progress.accept(figures + "; " + load.answers());
      }
    }
    load.end();
    return new SoakOutcome(
        reloads,
        replacements,
        millis / plan.changes(),
        load.answers(),
        upstream.connections() - connections,
        samples);
  }

  private static String yaml(int round, ScriptedUpstream upstream) {
    String extra =
        round / RELOADS_BETWEEN_EXTRAS % 2 == 1 ? "    - {name: extra, type: echo}\n" : "";
    return """
        llm:
          providers:
            - {name: still, type: still}
            - {name: moving, type: moving}
            - {name: turning, type: echo, reply: "round %1$d"}
            - {name: distant, type: openai, model: far, api_key: none, endpoint: "%2$s", timeout: %3$d}
        %4$s  fallback_order: [still, distant]
          profiles:
            both: {chain: [still, distant], deadline: %3$ds}
        """
        .formatted(round, upstream.uri("/v1"), 30 + round % 2, extra);
  }

  private static List<Question> questions() {
    List<Question> all = new ArrayList<>();
    for (boolean stream : new boolean[] {false, true}) {
      for (String text : List.of("now", "now", "now", "now", "slowly")) {
        all.add(new Question("still", text, stream, SAME_WORDS, Who.ALWAYS_THE_SAME));
        all.add(new Question("both", text, stream, SAME_WORDS, Who.ALWAYS_THE_SAME));
        all.add(new Question("moving", text, stream, VERSION, Who.NEVER_OLDER));
        all.add(new Question("turning", text, stream, ROUND, Who.NEVER_OLDER));
        all.add(new Question("distant", text, stream, SAME_WORDS, Who.ALWAYS_THE_SAME));
      }
    }
    return all;
  }

  /**
   * Asks the distant backend as often at the same time as the load ever will, so that from then on
   * every connection that is opened stands for one that was lost.
   */
  private static void openConnections(Gateway gateway) {
    Question question = new Question("distant", "slowly", false, SAME_WORDS, Who.ALWAYS_THE_SAME);
    HttpRequest request =
        HttpRequest.newBuilder(gateway.url().resolve("/v1/chat/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(question.body()))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
      }
      answers.forEach(CompletableFuture::join);
    }
  }

  private static Optional<Reply> reply(Received request) {
    if (!request.method().equals("POST")) {
      return Optional.of(Reply.json(200, "{\"object\":\"list\",\"data\":[{\"id\":\"far\"}]}"));
    }
    String text = request.text();
    boolean slowly = text.contains("slowly");
    if (!text.contains("\"stream\": true") && !text.contains("\"stream\":true")) {
      Reply answer =
          Reply.json(
              200,
              """
              {"id":"1","object":"chat.completion","created":1,"model":"far","choices":[{"index":0,\
              "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
              "usage":{"prompt_tokens":1,"completion_tokens":8,"total_tokens":9}}"""
                  .formatted("far ".repeat(8)));
      return Optional.of(slowly ? Reply.nothing().pause(UPSTREAM_PAUSE).then(answer) : answer);
    }
    Reply stream = Reply.stream("text/event-stream");
    for (int i = 0; i < 8; i++) {
      stream =
          (slowly ? stream.pause(UPSTREAM_PAUSE) : stream)
              .chunk(frame("\"content\":\"far \"", "null"));
    }
    return Optional.of(stream.chunk(frame("", "\"stop\"")).chunk("data: [DONE]\n\n").lastChunk());
  }

  private static String frame(String delta, String finish) {
    return """
        data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"far",\
        "choices":[{"index":0,"delta":{%s},"finish_reason":%s}]}

        """
        .formatted(delta, finish);
  }
}
