package org.jackfield.openaiwire;

import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** Reads the parts of a message's content; what has no canonical word becomes their extensions. */
final class PartReader {
  /** What each kind of part has beside its type, and what the object of that name inside it has. */
  static final Set<String> IMAGE = Set.of("url");

  static final Set<String> AUDIO = Set.of("data", "format");
  static final Set<String> FILE = Set.of("file_data", "filename");

  private PartReader() {}

  /** The part; empty for a kind nobody here knows. */
  static Optional<Part> read(JsonNode node, String path) {
    String type = Json.text(node, "type").orElse("");
    Optional<Part> part =
        switch (type) {
          case "text" -> Optional.of(Part.text(text(node, "text", path)));
          case "refusal" -> Optional.of(Part.refusal(text(node, "refusal", path)));
          case "image_url" -> Optional.of(image(node.path(type), path + ".image_url"));
          case "input_audio" -> Optional.of(audio(node.path(type), path + ".input_audio"));
          case "file" -> file(node.path(type), path + ".file");
          default -> Optional.empty();
        };
    return part.map(
        known -> {
          Extensions beside = Fields.unknown(node, Set.of("type", type));
          return known.withExtensions(beside.and(known.extensions()));
        });
  }

  private static Part image(JsonNode image, String path) {
    if (image.isString()) {
      return Part.image(DataUrl.read(image.stringValue(), path));
    }
    return Part.image(DataUrl.read(text(image, "url", path), path + ".url"))
        .withExtensions(Fields.inside("image_url", image, IMAGE));
  }

  private static Part audio(JsonNode audio, String path) {
    byte[] bytes = DataUrl.decode(text(audio, "data", path), path + ".data");
    String format = text(audio, "format", path);
    return Part.audio(Media.inline(format.equals("mp3") ? "audio/mpeg" : "audio/" + format, bytes))
        .withExtensions(Fields.inside("input_audio", audio, AUDIO));
  }

  /** A file that is there; one that was uploaded to the provider before has no canonical word. */
  private static Optional<Part> file(JsonNode file, String path) {
    Optional<String> data = Json.text(file, "file_data");
    if (data.isEmpty()) {
      return Optional.empty();
    }
    Media media = DataUrl.read(data.get(), path + ".file_data");
    return Optional.of(
        Part.document(media, Json.text(file, "filename").orElse(""))
            .withExtensions(Fields.inside("file", file, FILE)));
  }

  private static String text(JsonNode node, String field, String path) {
    return Json.text(node, field)
        .orElseThrow(() -> InvalidRequest.field(path + "." + field, "a string"));
  }
}
