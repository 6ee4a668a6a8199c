package org.jackfield.plugin.llamacpp.server;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jackfield.openaiwire.OpenAiChat;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireBody;

/**
 * Chat with a llama-server that is asked first whether its model can do what it would else ignore:
 * to a template that knows no tools they are not even shown, and the answer is a text. An effort
 * that the template does not know is sent and noted.
 */
record LlamaServerChat(OpenAiChat chat, LlamaServerProps props) implements Chat {
  /** Without one of these fields a request in this protocol needs nothing that could be lacking. */
  private static final List<String> WORDS =
      List.of("tools", "image_url", "input_audio", "reasoning_effort");

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    Set<Capability> needed = needed(request);
    if (!needed.isEmpty()) {
      String model = chat.model(request);
      needed.retainAll(props.lacking(model, attempt));
      if (needed.remove(Capability.THINKING)) {
        attempt.note(
            served(model)
                + " has a chat template that knows no effort of thinking; it has no effect there");
      }
      needed.stream().findFirst().ifPresent(lacking -> refuse(lacking, model));
    }
    return chat.open(request, attempt);
  }

  private static Set<Capability> needed(ChatRequest request) {
    Set<Capability> needed = EnumSet.noneOf(Capability.class);
    if (request.wire(Protocol.OPENAI_CHAT).filter(LlamaServerChat::saysNothing).isPresent()) {
      return needed; // not worth reading: it goes out as it came
    }
    if (!request.tools().isEmpty()) {
      needed.add(Capability.TOOLS);
    }
    if (request.thinking().effort().isPresent() && !request.thinking().off()) {
      needed.add(Capability.THINKING);
    }
    for (Message message : request.messages()) {
      content(message.parts(), needed);
    }
    return needed;
  }

  private static boolean saysNothing(WireBody body) {
    return WORDS.stream().noneMatch(word -> OpenAiChat.mentions(body, word));
  }

  private static void content(List<Part> parts, Set<Capability> needed) {
    for (Part part : parts) {
      if (part instanceof Part.Image) {
        needed.add(Capability.IMAGES);
      } else if (part instanceof Part.Audio) {
        needed.add(Capability.AUDIO);
      }
    }
  }

  private static void refuse(Capability lacking, String model) {
    String served = served(model);
    if (lacking == Capability.TOOLS) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED,
              served + " has a chat template that knows no tools; they would be ignored.")
          .withHint(
              "Start llama-server with a template that does (--chat-template-file), or use another"
                  + " model.");
    }
    String what = lacking == Capability.IMAGES ? "images" : "audio";
    throw new BackendException(ErrorCode.UNSUPPORTED, served + " does not take " + what + ".")
        .withHint(
            "Start llama-server with the model's projector (--mmproj), or use another model.");
  }

  private static String served(String model) {
    return model.isEmpty() ? "The model of llama-server" : "Model '" + model + "'";
  }
}
