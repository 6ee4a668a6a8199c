package org.jackfield.plugin.huggingface;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jackfield.openaiwire.OpenAiEndpoint.FormatField;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.Settings;

/** What answers at an endpoint, and in what it differs. */
enum Server {
  /** The router: hands on what it gets to the provider of the model. */
  ROUTER("openai/gpt-oss-120b", FormatField.OPENAI),

  /** text-generation-inference, whose one model is called {@code tgi}; others are adapters. */
  TGI("tgi", FormatField.VALUE);

  private static final Capabilities OF_TGI =
      Capabilities.of(
          Capability.IMAGES,
          Capability.TOOLS,
          Capability.FORCED_TOOLS,
          Capability.JSON,
          Capability.JSON_SCHEMA,
          Capability.SEED,
          Capability.STOP,
          Capability.LOGPROBS);

  /** TGI knows no effort, and of the two penalties the frequency's only. */
  private static final Capabilities OF_ROUTER =
      OF_TGI.with(List.of(Capability.THINKING, Capability.PENALTIES, Capability.PROMPT_CACHE));

  private static final String ROUTER_HOST = "router.huggingface.co";

  private final String model;
  private final FormatField formatField;

  Server(String model, FormatField formatField) {
    this.model = model;
    this.formatField = formatField;
  }

  /** What the settings say, or else the address does. */
  static Server of(Settings settings, URI url) {
    if (settings.has("server")) {
      return valueOf(settings.string("server").toUpperCase(Locale.ROOT));
    }
    return isRouter(url) ? ROUTER : TGI;
  }

  /** Whether it is Hugging Face's own router, which answers nobody without a token. */
  static boolean isRouter(URI url) {
    return url.getHost().toLowerCase(Locale.ROOT).equals(ROUTER_HOST);
  }

  /** The model for requests that name none, where none is set. */
  String model() {
    return model;
  }

  /** How it is told what an answer must look like. */
  FormatField formatField() {
    return formatField;
  }

  /** What can be asked of it. */
  Capabilities capabilities() {
    return switch (this) {
      case ROUTER -> OF_ROUTER;
      case TGI -> OF_TGI;
    };
  }
}
