package org.jackfield.openaiwire;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.Secret;
import org.jackfield.spi.http.HttpCall;
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
  }

  /** A header with a secret value after a prefix. */
  private record Credential(String header, String prefix, Secret secret) {}

  private final String backend;
  private final String base;
  private final String query;
  private final String model;
  private final @Nullable Credential credential;
  private final @Nullable String missingKey;
  private final String keyHint;
  private final List<Map.Entry<String, String>> headers;
  private final LimitField limitField;
  private final boolean extendedSampling;
  private final boolean unaryCancel;
  private final boolean unknownFields;

  private OpenAiEndpoint(Draft draft) {
    this.backend = draft.backend;
    this.base = draft.base;
    this.query = draft.query;
    this.model = draft.model;
    this.credential = draft.credential;
    this.missingKey = draft.missingKey;
    this.keyHint = draft.keyHint;
    this.headers = List.copyOf(draft.headers);
    this.limitField = draft.limitField;
    this.extendedSampling = draft.extendedSampling;
    this.unaryCancel = draft.unaryCancel;
    this.unknownFields = draft.unknownFields;
  }

  /** What a {@code with} changes before the copy is made. */
  private static final class Draft {
    private String backend = "";
    private String base = "";
    private String query = "";
    private String model = "";
    private @Nullable Credential credential;
    private @Nullable String missingKey;
    private String keyHint = "";
    private List<Map.Entry<String, String>> headers = List.of();
    private LimitField limitField = LimitField.MAX_TOKENS;
    private boolean extendedSampling = true;
    private boolean unaryCancel = true;
    private boolean unknownFields = true;
  }

  private Draft draft() {
    Draft draft = new Draft();
    draft.backend = backend;
    draft.base = base;
    draft.query = query;
    draft.model = model;
    draft.credential = credential;
    draft.missingKey = missingKey;
    draft.keyHint = keyHint;
    draft.headers = headers;
    draft.limitField = limitField;
    draft.extendedSampling = extendedSampling;
    draft.unaryCancel = unaryCancel;
    draft.unknownFields = unknownFields;
    return draft;
  }

  /**
   * A compatible server without a key that takes {@code max_tokens}, knows top-k and the like, and
   * notices when the caller of a unary request goes away.
   *
   * @param backend the backend's name in the configuration, for errors
   * @param base the URL under which {@code chat/completions} lies
   * @param model the model for requests that name none
   */
  public static OpenAiEndpoint of(String backend, URI base, String model) {
    Draft draft = new Draft();
    draft.backend = backend;
    String url = base.toString();
    int query = url.indexOf('?');
    draft.query = query < 0 ? "" : url.substring(query);
    draft.base = (query < 0 ? url : url.substring(0, query)).replaceFirst("/+$", "");
    draft.model = model;
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
    Draft draft = draft();
    draft.keyHint = hint;
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

  /** The backend's name. */
  public String backend() {
    return backend;
  }

  /** The URL without its query. */
  public String base() {
    return base;
  }

  /** The model for requests that name none. */
  public String model() {
    return model;
  }

  /** Why no call can be made, when the key is missing. */
  public Optional<String> missingKey() {
    return Optional.ofNullable(missingKey);
  }

  /** What to do when the key is refused; empty when there is nothing to say. */
  public String keyHint() {
    return keyHint;
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
