package org.jackfield.openaiwire;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final String backend;
  private final String base;
  private final String query;
  private final String model;
  private final @Nullable Credential credential;
  private final @Nullable String missingKey;
  private final String modelPath;
  private final ServerHints hints;
  private final List<Map.Entry<String, String>> headers;
  private final LimitField limitField;
  private final boolean extendedSampling;
  private final boolean unaryCancel;
  private final boolean unknownFields;
  private final boolean cacheMarks;
  private final boolean templateThinking;
  private final boolean routed;
  private final FormatField formatField;
  private final List<String> repeatFields;
  private final Map<String, String> ignoredFields;

  private OpenAiEndpoint(Draft draft) {
    this.backend = draft.backend;
    this.base = draft.base;
    this.query = draft.query;
    this.model = draft.model;
    this.credential = draft.credential;
    this.missingKey = draft.missingKey;
    this.modelPath = draft.modelPath;
    this.hints = draft.hints;
    this.headers = List.copyOf(draft.headers);
    this.limitField = draft.limitField;
    this.extendedSampling = draft.extendedSampling;
    this.unaryCancel = draft.unaryCancel;
    this.unknownFields = draft.unknownFields;
    this.cacheMarks = draft.cacheMarks;
    this.templateThinking = draft.templateThinking;
    this.routed = draft.routed;
    this.formatField = draft.formatField;
    this.repeatFields = List.copyOf(draft.repeatFields);
    this.ignoredFields = Map.copyOf(draft.ignoredFields);
  }

  /** What a {@code with} changes before the copy is made. */
  private static final class Draft {
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
  }

  private Draft draft() {
    Draft draft = new Draft();
    draft.backend = backend;
    draft.base = base;
    draft.query = query;
    draft.model = model;
    draft.credential = credential;
    draft.missingKey = missingKey;
    draft.modelPath = modelPath;
    draft.hints = hints;
    draft.headers = headers;
    draft.limitField = limitField;
    draft.extendedSampling = extendedSampling;
    draft.unaryCancel = unaryCancel;
    draft.unknownFields = unknownFields;
    draft.cacheMarks = cacheMarks;
    draft.templateThinking = templateThinking;
    draft.routed = routed;
    draft.formatField = formatField;
    draft.repeatFields = repeatFields;
    draft.ignoredFields = ignoredFields;
    return draft;
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
    Draft draft = new Draft();
    draft.backend = backend;
    String url = base.toString();
    int query = url.indexOf('?');
    draft.query = query < 0 ? "" : url.substring(query);
    draft.base = (query < 0 ? url : url.substring(0, query)).replaceFirst("/+$", "");
    draft.model = model;
    draft.hints = ServerHints.of(backend, draft.base, "OpenAI's API");
    return new OpenAiEndpoint(draft);
  }

  /**
   * The same, with chat and embeddings of each model under that path and the model's name, such as
   * {@code /deployments/} for {@code BASE/deployments/MODEL/chat/completions}.
   */
  public OpenAiEndpoint withModelPath(String path) {
    Draft draft = draft();
    draft.modelPath = path;
    return new OpenAiEndpoint(draft);
  }

  /** The same, told who calls by that header. */
  public OpenAiEndpoint withCredential(String header, String prefix, Secret secret) {
    Draft draft = draft();
    draft.credential = new Credential(header, prefix, secret);
    return new OpenAiEndpoint(draft);
  }

  /** The same with {@code Authorization: Bearer}. */
  public OpenAiEndpoint withBearer(Secret secret) {
    return withCredential("Authorization", "Bearer ", secret);
  }

  /** The same, refusing every call with that message: it needs a key and has none. */
  public OpenAiEndpoint withMissingKey(String message) {
    Draft draft = draft();
    draft.missingKey = message;
    return new OpenAiEndpoint(draft);
  }

  /** The same with what to do when the key is refused. */
  public OpenAiEndpoint withKeyHint(String hint) {
    return withHints(hints.withKey(hint));
  }

  /** The same with these hints for its errors. */
  public OpenAiEndpoint withHints(ServerHints hints) {
    Draft draft = draft();
    draft.hints = hints;
    return new OpenAiEndpoint(draft);
  }

  /** The same with one more header on every request. */
  public OpenAiEndpoint withHeader(String name, String value) {
    Draft draft = draft();
    draft.headers = new ArrayList<>(headers);
    draft.headers.add(Map.entry(name, value));
    return new OpenAiEndpoint(draft);
  }

  /** The same with that spelling of the token limit. */
  public OpenAiEndpoint withLimitField(LimitField field) {
    Draft draft = draft();
    draft.limitField = field;
    return new OpenAiEndpoint(draft);
  }

  /** The same, knowing top-k, min-p and a repeat penalty or not. */
  public OpenAiEndpoint withExtendedSampling(boolean known) {
    Draft draft = draft();
    draft.extendedSampling = known;
    return new OpenAiEndpoint(draft);
  }

  /** The same, noticing when a unary caller goes away or not: if not, it is always streamed. */
  public OpenAiEndpoint withUnaryCancel(boolean cancels) {
    Draft draft = draft();
    draft.unaryCancel = cancels;
    return new OpenAiEndpoint(draft);
  }

  /** The same, given request fields nobody here knows or not. */
  public OpenAiEndpoint withUnknownFields(boolean passed) {
    Draft draft = draft();
    draft.unknownFields = passed;
    return new OpenAiEndpoint(draft);
  }

  /**
   * The same, telling a wish not to think to the chat template as well: servers that know {@code
   * chat_template_kwargs} have not always known {@code reasoning_effort: none}.
   */
  public OpenAiEndpoint withTemplateThinking() {
    Draft draft = draft();
    draft.templateThinking = true;
    return new OpenAiEndpoint(draft);
  }

  /**
   * The same, given {@code cache_control} on parts, turns and tools or not: routers before other
   * providers take it, OpenAI caches by itself and refuses the field.
   */
  public OpenAiEndpoint withCacheMarks(boolean passed) {
    Draft draft = draft();
    draft.cacheMarks = passed;
    return new OpenAiEndpoint(draft);
  }

  /** The same with that way to say what an answer must look like. */
  public OpenAiEndpoint withFormatField(FormatField field) {
    Draft draft = draft();
    draft.formatField = field;
    return new OpenAiEndpoint(draft);
  }

  /** The same with these words for a repeat penalty, in place of those of vLLM and llama.cpp. */
  public OpenAiEndpoint withRepeatFields(String... fields) {
    Draft draft = draft();
    draft.repeatFields = List.of(fields);
    return new OpenAiEndpoint(draft);
  }

  /**
   * The same, whose routes are known to be there: when it says that something is not found, and not
   * what, it is the model, and not an address that is wrong.
   */
  public OpenAiEndpoint withKnownRoutes() {
    Draft draft = draft();
    draft.routed = true;
    return new OpenAiEndpoint(draft);
  }

  /**
   * The same, refusing request fields that the server ignores although they change the answer.
   *
   * @param hints what to do instead, by field
   */
  public OpenAiEndpoint withIgnoredFields(Map<String, String> hints) {
    Draft draft = draft();
    draft.ignoredFields = hints;
    return new OpenAiEndpoint(draft);
  }

  /** The same server's paths beside its API: the base without {@code /v1} at its end. */
  public OpenAiEndpoint beside() {
    Draft draft = draft();
    draft.base = base.replaceFirst("/v1$", "");
    return new OpenAiEndpoint(draft);
  }

  /** The backend's name. */
  public String backend() {
    return backend;
  }

  /** The URL without its query. */
  public String base() {
    return base;
  }

  /** The model for requests that name none; empty where the server has one of its own. */
  public String model() {
    return model;
  }

  /** How it is told what an answer must look like. */
  public FormatField formatField() {
    return formatField;
  }

  /** Its words for a repeat penalty. */
  public List<String> repeatFields() {
    return repeatFields;
  }

  /** Request fields that it ignores although they change the answer, with what to do instead. */
  public Map<String, String> ignoredFields() {
    return ignoredFields;
  }

  /** Why no call can be made, when the key is missing. */
  public Optional<String> missingKey() {
    return Optional.ofNullable(missingKey);
  }

  /** What to do about its errors. */
  public ServerHints hints() {
    return hints;
  }

  /** The spelling of the token limit. */
  public LimitField limitField() {
    return limitField;
  }

  /** Whether it knows top-k, min-p and a repeat penalty. */
  public boolean extendedSampling() {
    return extendedSampling;
  }

  /** Whether closing a unary request stops the work behind it. */
  public boolean unaryCancel() {
    return unaryCancel;
  }

  /** Whether request fields nobody here knows are passed on. */
  public boolean unknownFields() {
    return unknownFields;
  }

  /** Whether a wish not to think is told to the chat template as well. */
  boolean templateThinking() {
    return templateThinking;
  }

  /** Whether marks of what is worth caching are passed on. */
  public boolean cacheMarks() {
    return cacheMarks;
  }

  /** Whether its routes are known to be there. */
  boolean routed() {
    return routed;
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
    return URI.create(base + path + query);
  }

  /** Whether chat and embeddings of each model have a URL of their own. */
  boolean perModel() {
    return !modelPath.isEmpty();
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
      throw hints.add(
          new BackendException(
              ErrorCode.MODEL_NOT_FOUND,
              "Backend '"
                  + backend
                  + "' has no "
                  + hints.names()
                  + " '"
                  + model
                  + "': such a name has letters, digits, '-', '_' and '.' only."),
          model);
    }
    return URI.create(base + modelPath + model + path + query);
  }

  private HttpCall complete(HttpCall call) {
    HttpCall complete = call;
    for (Map.Entry<String, String> header : headers) {
      complete = complete.withHeader(header.getKey(), header.getValue());
    }
    return credential == null
        ? complete
        : complete.withSecret(credential.header(), credential.prefix(), credential.secret());
  }

  /** The backend and the URL without its query; no credential. */
  @Override
  public String toString() {
    return backend + " at " + base;
  }
}
