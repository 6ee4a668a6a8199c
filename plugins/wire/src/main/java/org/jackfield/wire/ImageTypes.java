package org.jackfield.wire;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;

/**
 * The types of images that an API takes, as data of its plugin. Immutable.
 *
 * @param names MIME types; none for an API of which nobody knows
 */
public record ImageTypes(Set<String> names) {
  /** Those of an API of which nobody knows. */
  public static final ImageTypes UNKNOWN = new ImageTypes(Set.of());

  /** Copies its set. */
  public ImageTypes {
    names = Set.copyOf(names);
  }

  /** These types. */
  public static ImageTypes of(Collection<String> names) {
    return new ImageTypes(Set.copyOf(names));
  }

  /**
   * That every image that the request holds, in results of tools too, is of one of these types;
   * what lies at a URL is for the API to judge.
   *
   * @param backend the backend's name, for the error
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} that names the type and those taken
   */
  public void check(ChatRequest request, String backend) {
    if (!names.isEmpty()) {
      for (Message message : request.messages()) {
        check(message.parts(), backend);
      }
    }
  }

  private void check(List<Part> parts, String backend) {
    for (Part part : parts) {
      if (part instanceof Part.ToolResult result) {
        check(result.content(), backend);
      }
      if (part instanceof Part.Image image
          && image.media() instanceof Media.Inline inline
          && !names.contains(inline.mimeType())) {
        throw new BackendException(
                ErrorCode.UNSUPPORTED,
                "Backend '"
                    + backend
                    + "' does not take images of type '"
                    + ProviderText.shown(inline.mimeType())
                    + "'.")
            .withHint("Send one of " + String.join(", ", new TreeSet<>(names)) + ".");
      }
    }
  }
}
