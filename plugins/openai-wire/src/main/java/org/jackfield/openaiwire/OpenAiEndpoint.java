package org.jackfield.openaiwire;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Secret;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.wire.ServerHints;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks OpenAI's dialect, as data: where it is, how it is told who calls, and in
 * what it differs. Immutable; each {@code with} gives a copy.
 */
public final class OpenAiEndpoint {
  /**
   * How a server wants to be told the token limit when it is not the client's bytes that say it.
   */
  public enum LimitField {
    /** {@code max_tokens}: every compatible server knows it. */
    MAX_TOKENS,
    /** {@code max_completion_tokens}: the only one OpenAI's reasoning models take. */
    MAX_COMPLETION_TOKENS;

    String json() {
      return this == MAX_TOKENS ? LimitFields.MAX_TOKENS : LimitFields.MAX_COMPLETION_TOKENS;
    }

    LimitField other() {
      return this == MAX_TOKENS ? MAX_COMPLETION_TOKENS : MAX_TOKENS;
    }

    /** The spelling of that name; empty for any other word. */
    static Optional<LimitField> of(String json) {
      return Stream.of(values()).filter(field -> field.json().equals(json)).findFirst();
    }
  }

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** How a server wants to be told that an answer shall be JSON, or JSON by a schema. */
  public enum FormatField {
    /** As OpenAI has it: {@code json_object}, or {@code json_schema} with the schema inside. */
    OPENAI,
    /** As text-generation-inference has it: {@code json} with the schema as its value. */
    VALUE
  }

  /** A header with a secret value after a prefix. */
  private record Credential(String header, String prefix, Secret secret) {}

  /** Its properties; nobody changes them once the endpoint that holds them is made. */
  private static final class Properties implements Cloneable {
    private String backend = "";
    private String base = "";
    private String query = "";
    private String model = "";
    private @Nullable Credential credential;
    private @Nullable String missingKey;
    private String modelPath = "";
    private ServerHints hints = ServerHints.of("", "", "");
    private List<Map.Entry<String, String>> headers = List.of();
    private LimitField limitField = LimitField.MAX_TOKENS;
    private boolean extendedSampling = true;
    private boolean unaryCancel = true;
    private boolean unknownFields = true;
    private boolean cacheMarks = true;
    private boolean templateThinking;
    private boolean routed;
    private FormatField formatField = FormatField.OPENAI;
    private List<String> repeatFields = List.of("repetition_penalty", "repeat_penalty");
    private Map<String, String> ignoredFields = Map.of();

    @Override
    public Properties clone() {
      try {
        return (Properties) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private final Properties its;

  private OpenAiEndpoint(Properties its) {
    this.its = its;
  }

  private OpenAiEndpoint with(Consumer<Properties> change) {
    Properties copy = its.clone();
    change.accept(copy);
    return new OpenAiEndpoint(copy);
  }

  /**
   * A compatible server without a key that takes {@code max_tokens}, knows top-k and the like, and
   * notices when the caller of a unary request goes away.
   *
   * @param backend the backend's name in the configuration, for errors
   * @param base the URL under which {@code chat/completions} lies
   * @param model the model for requests that name none; empty where the server has one of its own,
   *     which then gets no name
   */
  public static OpenAiEndpoint of(String backend, URI base, String model) {
    Properties its = new Properties();
    its.backend = backend;
    String url = base.toString();
    int query = url.indexOf('?');
    its.query = query < 0 ? "" : url.substring(query);
    its.base = (query < 0 ? url : url.substring(0, query)).replaceFirst("/+$", "");
    its.model = model;
    its.hints = ServerHints.of(backend, its.base, "OpenAI's API");
    return new OpenAiEndpoint(its);
  }

  /**
   * The same, with chat and embeddings of each model under that path and the model's name, such as
   * {@code /deployments/} for {@code BASE/deployments/MODEL/chat/completions}.
   */
  public OpenAiEndpoint withModelPath(String path) {
    return with(copy -> copy.modelPath = path);
  }

  /** The same, told who calls by that header. */
  public OpenAiEndpoint withCredential(String header, String prefix, Secret secret) {
    return with(copy -> copy.credential = new Credential(header, prefix, secret));
  }

  /** The same with {@code Authorization: Bearer}. */
  public OpenAiEndpoint withBearer(Secret secret) {
    return withCredential("Authorization", "Bearer ", secret);
  }

  /** The same, refusing every call with that message: it needs a key and has none. */
  public OpenAiEndpoint withMissingKey(String message) {
    return with(copy -> copy.missingKey = message);
  }

  /** The same with what to do when the key is refused. */
  public OpenAiEndpoint withKeyHint(String hint) {
    return withHints(its.hints.withKey(hint));
  }

  /** The same with these hints for its errors. */
  public OpenAiEndpoint withHints(ServerHints hints) {
    return with(copy -> copy.hints = hints);
  }

  /** The same with one more header on every request. */
  public OpenAiEndpoint withHeader(String name, String value) {
    List<Map.Entry<String, String>> all = new ArrayList<>(its.headers);
    all.add(Map.entry(name, value));
    return with(copy -> copy.headers = List.copyOf(all));
  }

  /** The same with that spelling of the token limit. */
  public OpenAiEndpoint withLimitField(LimitField field) {
    return with(copy -> copy.limitField = field);
  }

  /** The same, knowing top-k, min-p and a repeat penalty or not. */
  public OpenAiEndpoint withExtendedSampling(boolean known) {
    return with(copy -> copy.extendedSampling = known);
  }

  /** The same, noticing when a unary caller goes away or not: if not, it is always streamed. */
  public OpenAiEndpoint withUnaryCancel(boolean cancels) {
    return with(copy -> copy.unaryCancel = cancels);
  }

  /** The same, given request fields nobody here knows or not. */
  public OpenAiEndpoint withUnknownFields(boolean passed) {
    return with(copy -> copy.unknownFields = passed);
  }

  /**
   * The same, telling a wish not to think to the chat template as well: servers that know {@code
   * chat_template_kwargs} have not always known {@code reasoning_effort: none}.
   */
  public OpenAiEndpoint withTemplateThinking() {
    return with(copy -> copy.templateThinking = true);
  }

  /**
   * The same, given {@code cache_control} on parts, turns and tools or not: routers before other
   * providers take it, OpenAI caches by itself and refuses the field.
   */
  public OpenAiEndpoint withCacheMarks(boolean passed) {
    return with(copy -> copy.cacheMarks = passed);
  }

  /** The same with that way to say what an answer must look like. */
  public OpenAiEndpoint withFormatField(FormatField field) {
    return with(copy -> copy.formatField = field);
  }

  /** The same with these words for a repeat penalty, in place of those of vLLM and llama.cpp. */
  public OpenAiEndpoint withRepeatFields(String... fields) {
    return with(copy -> copy.repeatFields = List.of(fields));
  }

  /**
   * The same, whose routes are known to be there: when it says that something is not found, and not
   * what, it is the model, and not an address that is wrong.
   */
  public OpenAiEndpoint withKnownRoutes() {
    return with(copy -> copy.routed = true);
  }

  /**
   * The same, refusing request fields that the server ignores although they change the answer.
   *
   * @param hints what to do instead, by field
   */
  public OpenAiEndpoint withIgnoredFields(Map<String, String> hints) {
    return with(copy -> copy.ignoredFields = Map.copyOf(hints));
  }

  /** The same server's paths beside its API: the base without {@code /v1} at its end. */
  public OpenAiEndpoint beside() {
    return with(copy -> copy.base = its.base.replaceFirst("/v1$", ""));
  }

  /** The backend's name. */
  public String backend() {
    return its.backend;
  }

  /** The URL without its query. */
  public String base() {
    return its.base;
  }

  /** The model for requests that name none; empty where the server has one of its own. */
  public String model() {
    return its.model;
  }

  /** How it is told what an answer must look like. */
  public FormatField formatField() {
    return its.formatField;
  }

  /** Its words for a repeat penalty. */
  public List<String> repeatFields() {
    return its.repeatFields;
  }

  /** Request fields that it ignores although they change the answer, with what to do instead. */
  public Map<String, String> ignoredFields() {
    return its.ignoredFields;
  }

  /** Why no call can be made, when the key is missing. */
  public Optional<String> missingKey() {
    return Optional.ofNullable(its.missingKey);
  }

  /** What to do about its errors. */
  public ServerHints hints() {
    return its.hints;
  }

  /** The spelling of the token limit. */
  public LimitField limitField() {
    return its.limitField;
  }

  /** Whether it knows top-k, min-p and a repeat penalty. */
  public boolean extendedSampling() {
    return its.extendedSampling;
  }

  /** Whether closing a unary request stops the work behind it. */
  public boolean unaryCancel() {
    return its.unaryCancel;
  }

  /** Whether request fields nobody here knows are passed on. */
  public boolean unknownFields() {
    return its.unknownFields;
  }

  /** Whether a wish not to think is told to the chat template as well. */
  boolean templateThinking() {
    return its.templateThinking;
  }

  /** Whether marks of what is worth caching are passed on. */
  public boolean cacheMarks() {
    return its.cacheMarks;
  }

  /** Whether its routes are known to be there. */
  boolean routed() {
    return its.routed;
  }

  /** A GET of that path under the base, with headers and credentials. */
  public HttpCall get(String path) {
    return complete(HttpCall.get(url(path)));
  }

  /** A POST of JSON to that path under the base, with headers and credentials. */
  public HttpCall post(String path, byte[] body) {
    return post(url(path), body);
  }

  /** The same to a URL that was made once, because parsing one costs as much as a whole head. */
  HttpCall post(URI url, byte[] body) {
    return complete(HttpCall.postJson(url, body));
  }

  /** The URL of that path under the base. */
  URI url(String path) {
    return URI.create(its.base + path + its.query);
  }

  /** Whether chat and embeddings of each model have a URL of their own. */
  boolean perModel() {
    return !its.modelPath.isEmpty();
  }

  /**
   * The URL of that path for a model.
   *
   * @throws BackendException {@link ErrorCode#MODEL_NOT_FOUND} when the name would not stay one
   *     segment of the path
   */
  URI url(String path, String model) {
    if (!perModel()) {
      return url(path);
    }
    if (!SEGMENT.matcher(model).matches()) {
      throw its.hints.add(
          new BackendException(
              ErrorCode.MODEL_NOT_FOUND,
              "Backend '"
                  + its.backend
                  + "' has no "
                  + its.hints.names()
                  + " '"
                  + model
                  + "': such a name has letters, digits, '-', '_' and '.' only."),
          model);
    }
    return URI.create(its.base + its.modelPath + model + path + its.query);
  }

  private HttpCall complete(HttpCall call) {
    HttpCall complete = call;
    for (Map.Entry<String, String> header : its.headers) {
      complete = complete.withHeader(header.getKey(), header.getValue());
    }
    Credential credential = its.credential;
    return credential == null
        ? complete
        : complete.withSecret(credential.header(), credential.prefix(), credential.secret());
  }

  /** The backend and the URL without its query; no credential. */
  @Override
  public String toString() {
    return its.backend + " at " + its.base;
  }
}
