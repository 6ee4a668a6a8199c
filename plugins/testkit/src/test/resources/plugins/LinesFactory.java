package sample;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.*;
import org.jackfield.spi.chat.*;
import org.jackfield.spi.http.*;
import org.jackfield.spi.operation.*;

/** A backend of a tiny line protocol, without any library: the contracts' own guinea pig. */
public final class LinesFactory implements BackendFactory {
  private static final int LINE_LIMIT = 1 << 20;

  @Override
  public List<String> types() {
    return List.of("lines");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("endpoint", Setting.Kind.URL, "Where the upstream is.")
            .withDefault("http://localhost:1"),
        Setting.of("key", Setting.Kind.SECRET, "Its key.").withVariables("LINES_KEY"));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.of(settings.url("endpoint"));
  }

  @Override
  public Backend create(BackendContext context) {
    return new LinesBackend(context);
  }

  record LinesBackend(BackendContext context)
      implements Backend, Chat, ModelList, TokenCount, Embeddings {
    @Override
    public <T extends Operation> Optional<T> operation(Class<T> kind) {
      return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
    }

    @Override
    public Capabilities capabilities(String model) {
      return Capabilities.of(
          Capability.TOOLS,
          Capability.FORCED_TOOLS,
          Capability.JSON,
          Capability.JSON_SCHEMA,
          Capability.LOGPROBS,
          Capability.THINKING);
    }

    @Override
    public List<ModelInfo> models(Attempt attempt) {
      return text(HttpCall.get(url("/models")), attempt).lines().map(ModelInfo::of).toList();
    }

    @Override
    public Count count(ChatRequest request, Attempt attempt) {
      byte[] body = LinesRequest.write(request, attempt).getBytes(StandardCharsets.UTF_8);
      return Count.exact(Long.parseLong(text(HttpCall.postJson(url("/count"), body), attempt)));
    }

    @Override
    public EmbeddingResult embed(EmbeddingRequest request, Attempt attempt) {
      String texts = "{\"texts\":[\"" + String.join("\",\"", request.texts()) + "\"]}";
      HttpCall call = HttpCall.postJson(url("/embed"), texts.getBytes(StandardCharsets.UTF_8));
      List<float[]> vectors = new ArrayList<>();
      text(call, attempt).lines().forEach(line -> vectors.add(vector(line.split(" "))));
      return EmbeddingResult.of("lines", vectors, Usage.UNKNOWN);
    }

    private static float[] vector(String[] numbers) {
      float[] vector = new float[numbers.length];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = Float.parseFloat(numbers[i]);
      }
      return vector;
    }

    private String text(HttpCall call, Attempt attempt) {
      try (HttpExchange exchange = context.http().send(call, attempt)) {
        return new String(exchange.readAll(1 << 16), StandardCharsets.UTF_8);
      }
    }

    @Override
    public Health probe(Attempt attempt) {
      try (HttpExchange exchange = context.http().send(HttpCall.get(url("/health")), attempt)) {
        return exchange.status() == 200
            ? Health.up("fine")
            : Health.down("status " + exchange.status(), "Start it.");
      } catch (BackendException e) {
        return Health.down(e);
      }
    }

    @Override
    public void close() {}

    @Override
    public ChatStream open(ChatRequest request, Attempt attempt) {
      byte[] body = LinesRequest.write(request, attempt).getBytes(StandardCharsets.UTF_8);
      HttpCall call = HttpCall.postJson(url("/lines"), body);
      if (context.settings().has("key")) {
        call = call.withSecret("Authorization", "Bearer ", context.settings().secret("key"));
      }
      HttpExchange exchange = context.http().send(call, attempt);
      if (exchange.status() == 200) {
        return new LinesStream(exchange);
      }
      try (exchange) {
        throw refused(exchange, new String(exchange.readAll(1 << 16), StandardCharsets.UTF_8));
      }
    }

    private BackendException refused(HttpExchange exchange, String body) {
      ErrorCode code =
          switch (exchange.status()) {
            case 401 -> ErrorCode.AUTHENTICATION;
            case 403 -> ErrorCode.PERMISSION;
            case 404 -> ErrorCode.MODEL_NOT_FOUND;
            case 413 -> ErrorCode.CONTEXT_LENGTH;
            case 429 -> ErrorCode.RATE_LIMITED;
            case 503 -> ErrorCode.OVERLOADED;
            default -> exchange.status() >= 500 ? ErrorCode.UNAVAILABLE : ErrorCode.INVALID_REQUEST;
          };
      String secret = context.settings().findSecret("key").map(Secret::reveal).orElse("\n");
      String shown = body.replace(secret, "****");
      BackendException error =
          new BackendException(code, "The upstream said " + exchange.status() + ": " + shown)
              .withUpstreamStatus(exchange.status());
      return exchange
          .header("Retry-After")
          .map(this::wait)
          .map(error::withRetryAfter)
          .orElse(error);
    }

    private Duration wait(String value) {
      return value.matches("\\d+")
          ? Duration.ofSeconds(Long.parseLong(value))
          : Duration.between(
              context.clock().instant(),
              ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    }

    private URI url(String path) {
      return URI.create(context.settings().url("endpoint") + path);
    }
  }

  static final class LinesStream implements ChatStream {
    private final HttpExchange exchange;
    private final byte[] buffer = new byte[8192];
    private final Deque<Chunk> ready = new ArrayDeque<>();
    private volatile boolean closed;
    private int at;
    private int end;
    private int parts;

    LinesStream(HttpExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public Chunk next() {
      while (ready.isEmpty()) {
        if (closed) {
          throw new BackendException(ErrorCode.CANCELLED, "The stream is closed.");
        }
        parse(line());
      }
      return ready.poll();
    }

    private String line() {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      while (true) {
        if (at == end) {
          at = 0;
          end = Math.max(0, exchange.read(buffer, 0, buffer.length));
          if (end == 0) {
            throw new BackendException(ErrorCode.PROTOCOL, "The stream ended early.");
          }
        }
        byte b = buffer[at++];
        if (b == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        line.write(b);
        if (line.size() > LINE_LIMIT) {
          throw new BackendException(ErrorCode.PROTOCOL, "A line is too long.");
        }
      }
    }

    private void parse(String line) {
      if (!line.startsWith("{") || !line.endsWith("}")) {
        throw new BackendException(ErrorCode.PROTOCOL, "Not a line of the protocol.");
      }
      String[] words = line.substring(1, line.length() - 1).split(" ", -1);
      switch (words[0]) {
        case "text" -> ready.add(Chunk.text(0, decoded(words[1])));
        case "think" -> ready.add(Chunk.thinking(0, decoded(words[1])));
        case "call" -> {
          int part = ++parts;
          ready.add(Chunk.toolCall(part, words[1], words[2]));
        }
        case "with" -> {
          int part = 1 + Integer.parseInt(words[1]);
          ready.add(Chunk.arguments(part, decoded(words[2])));
        }
        case "odds" -> {
          Extensions odds = Extensions.NONE.with("logprobs", decoded(words[1]));
          ready.add(Chunk.other("logprobs", odds));
        }
        case "whole" -> decoded(words[1]).lines().forEach(this::parse);
        case "end" -> ready.add(Chunk.finish(reason(words[1]), usage(words)));
        case "busy" -> throw new BackendException(ErrorCode.OVERLOADED, "It is busy.");
        default -> throw new BackendException(ErrorCode.PROTOCOL, "An unknown line.");
      }
    }

    private static Usage usage(String[] words) {
      if (words.length < 4) {
        return Usage.UNKNOWN;
      }
      Usage usage = Usage.reported(Long.parseLong(words[2]), Long.parseLong(words[3]));
      for (String more : List.of(words).subList(4, words.length)) {
        long tokens = Long.parseLong(more.substring(2));
        usage =
            switch (more.charAt(0)) {
              case 'c' -> usage.withCachedInput(tokens);
              case 'w' -> usage.withCacheWrite(tokens);
              default -> usage.withReasoning(tokens);
            };
      }
      return usage;
    }

    private static FinishReason reason(String word) {
      return switch (word) {
        case "done" -> FinishReason.STOP;
        case "full" -> FinishReason.LENGTH;
        case "tools" -> FinishReason.TOOL_CALLS;
        case "dirty" -> FinishReason.CONTENT_FILTER;
        default -> FinishReason.UNKNOWN;
      };
    }

    private static String decoded(String word) {
      return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      closed = true;
      exchange.close();
    }
  }
}
