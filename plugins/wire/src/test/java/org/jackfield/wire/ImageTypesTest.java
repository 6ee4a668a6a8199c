package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.junit.jupiter.api.Test;

class ImageTypesTest {
  private static final ImageTypes TYPES = ImageTypes.of(Set.of("image/png", "image/gif"));
  private static final Part PNG = Part.image(Media.inline("image/png", new byte[] {1}));
  private static final Part PAGE = Part.image(Media.inline("text/html", new byte[] {1}));
  private static final Part LINK = Part.image(Media.remote(URI.create("https://example.org/x")));

  private static ChatRequest request(Message.Role role, Part part) {
    return ChatRequest.builder().message(Message.of(role, List.of(part))).build();
  }

  @Test
  void an_image_of_another_type_is_refused_with_those_that_are_taken() {
    Part result = Part.toolResult("c", List.of(Part.text("See"), PAGE), false);

    for (ChatRequest request :
        List.of(request(Message.Role.USER, PAGE), request(Message.Role.TOOL, result))) {
      assertThatThrownBy(() -> TYPES.check(request, "b"))
          .isInstanceOfSatisfying(
              BackendException.class,
              error -> {
                assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
                assertThat(error.message()).contains("'b'", "'text/html'");
                assertThat(error.hint()).contains("Send one of image/gif, image/png.");
              });
    }
  }

  @Test
  void what_is_taken_what_is_elsewhere_and_what_nobody_knows_passes() {
    assertThatCode(() -> TYPES.check(request(Message.Role.USER, PNG), "b"))
        .doesNotThrowAnyException();
    assertThatCode(() -> TYPES.check(request(Message.Role.USER, LINK), "b"))
        .doesNotThrowAnyException();
    assertThatCode(() -> ImageTypes.UNKNOWN.check(request(Message.Role.USER, PAGE), "b"))
        .doesNotThrowAnyException();
  }
}
