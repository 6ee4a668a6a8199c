package org.jackfield.bench.codecs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jackfield.openaiwire.OpenAiEndpoint;
import org.jackfield.openaiwire.OpenAiRequestBody;
import org.jackfield.openaiwire.OpenAiRequestWriter;
import org.jackfield.spi.Backend;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Tool;
import org.jackfield.testkit.LoadedPlugin;
import org.jackfield.testkit.PluginJar;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a plugin's codec costs apart from the network: one request with a conversation of eight
 * turns, an image of 8 KB and four tools, once from Java and once in the words of OpenAI's API; and
 * one chunk of a streamed answer. The plugins are the packaged jars of the folder that the system
 * property {@code bench.plugins} names.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class CodecBenchmark {
  private static final int CHUNKS = 512;

  /** The backend types with an upstream. */
  @Param({
    "openai",
    "azure-openai",
    "vllm",
    "huggingface",
    "llamacpp",
    "claude",
    "gemini",
    "ollama"
  })
  public String type = "";

  private LoadedPlugin plugin;
  private Backend backend;
  private Chat chat;
  private Chat brief;

  /** Loads the plugin of the type. */
  @Setup
  public void load() throws IOException {
    plugin = LoadedPlugin.load(jar(type));
    Answers answers =
        switch (type) {
          case "claude" -> Answers.ANTHROPIC;
          case "gemini" -> Answers.GEMINI;
          case "ollama" -> Answers.OLLAMA;
          default -> Answers.OPENAI;
        };
    chat = chat(answers, CHUNKS);
    brief = chat(answers, 1);
  }

  private Chat chat(Answers answers, int chunks) {
    Map<String, String> settings =
        Map.of("endpoint", "http://127.0.0.1:1", "api_key", "none", "model", "m");
    backend =
        plugin.create(
            type,
            TestingContext.of(plugin.factory(type), settings)
                .with(new CannedTransport(answers.contentType(), answers.of(chunks))));
    return backend.operation(Chat.class).orElseThrow();
  }

  private static PluginJar jar(String type) throws IOException {
    Path folder =
        Path.of(System.getProperty("bench.plugins", "engine/dist/target/jackfield/plugins"));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .map(PluginJar::read)
          .filter(jar -> jar.types().contains(type))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("No plugin of type " + type));
    }
  }

  /** Closes it. */
  @TearDown
  public void close() {
    backend.close();
    plugin.close();
  }

  /** One request, written; its answer of one chunk is read. */
  @Benchmark
  public void request(Blackhole hole) {
    read(brief, REQUEST, hole);
  }

  /** The same request as a client of OpenAI's API sends it: read, and handed on or translated. */
  @Benchmark
  public void hop(Blackhole hole) {
    read(brief, OpenAiRequestBody.read(RECEIVED).request(), hole);
  }

  /** One chunk of an answer. */
  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public void chunk(Blackhole hole) {
    read(chat, QUESTION, hole);
  }

  private static void read(Chat chat, ChatRequest request, Blackhole hole) {
    try (ChatStream stream = chat.open(request, TestingAttempt.unlimited())) {
      Chunk chunk;
      do {
        chunk = stream.next();
        hole.consume(chunk);
      } while (!(chunk instanceof Chunk.Finish));
    }
  }

  private static final ChatRequest QUESTION =
      ChatRequest.builder().message(Message.user("Count.")).build();

  private static final ChatRequest REQUEST = request();

  private static final byte[] RECEIVED =
      OpenAiRequestWriter.write(
          REQUEST,
          "m",
          true,
          OpenAiEndpoint.of("client", URI.create("http://127.0.0.1:1/v1"), "m"),
          note -> {});

  private static ChatRequest request() {
    ChatRequest.Builder builder =
        ChatRequest.builder()
            .message(Message.system("You are a careful assistant. ".repeat(20)))
            .sampling(Sampling.NONE.withTemperature(0.5).withTopP(0.9))
            .limits(Limits.NONE.withMaxOutputTokens(1000).withStop(List.of("END")));
    for (int turn = 0; turn < 4; turn++) {
      builder
          .message(Message.user("And what comes after that, and why? ".repeat(10)))
          .message(Message.assistant("What comes after that is the next \"part\".\n".repeat(10)));
    }
    byte[] picture = Base64.getEncoder().encode(new byte[8192]);
    builder.message(
        Message.of(
            Message.Role.USER,
            List.of(Part.text("What is this?"), Part.image(Media.inline("image/png", picture)))));
    String schema =
        "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"description\":\"The"
            + " city\"},\"unit\":{\"enum\":[\"c\",\"f\"]}},\"required\":[\"city\"]}";
    return builder
        .tools(
            List.of(
                Tool.of("get_weather", "The weather of a city", schema),
                Tool.of("get_time", "The time of a city", schema),
                Tool.of("get_map", "The map of a city", schema),
                Tool.of("get_news", "The news of a city", schema)))
        .build();
  }
}
