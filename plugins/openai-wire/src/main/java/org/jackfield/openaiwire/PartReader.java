package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** Reads the parts of a message's content; a kind nobody knows is noted under its path. */
final class PartReader {
  private final Map<String, String> unknown;

  PartReader(Map<String, String> unknown) {
    this.unknown = unknown;
  }

  List<Part> read(JsonNode content, String path) {
    List<Part> parts = new ArrayList<>(content.size());
    for (int i = 0; i < content.size(); i++) {
      JsonNode node = content.path(i);
      String place = path + "[" + i + "]";
      Optional<Part> part = part(node, place);
      part.ifPresent(parts::add);
      if (part.isEmpty()) {
        unknown.put(place, node.toString());
      } else if (!Json.absent(node.get("cache_control"))) {
        unknown.put(place + ".cache_control", node.path("cache_control").toString());
      }
    }
    return parts;
  }

  private Optional<Part> part(JsonNode node, String path) {
    return switch (Json.text(node, "type").orElse("")) {
      case "text" -> Optional.of(Part.text(text(node, "text", path)));
      case "refusal" -> Optional.of(Part.refusal(text(node, "refusal", path)));
      case "image_url" -> Optional.of(image(node.path("image_url"), path + ".image_url"));
      case "input_audio" -> Optional.of(audio(node.path("input_audio"), path + ".input_audio"));
      case "file" -> file(node.path("file"), path + ".file");
      default -> Optional.empty();
    };
  }

  private Part image(JsonNode image, String path) {
    if (image.isString()) {
      return Part.image(DataUrl.read(image.stringValue(), path));
    }
    if (!Json.absent(image.get("detail"))) {
      unknown.put(path + ".detail", image.path("detail").toString());
    }
    return Part.image(DataUrl.read(text(image, "url", path), path + ".url"));
  }

  private static Part audio(JsonNode audio, String path) {
    byte[] bytes = DataUrl.decode(text(audio, "data", path), path + ".data");
    String format = text(audio, "format", path);
    return Part.audio(Media.inline(format.equals("mp3") ? "audio/mpeg" : "audio/" + format, bytes));
  }

  /** A file that is there; one that was uploaded to the provider before has no canonical word. */
  private static Optional<Part> file(JsonNode file, String path) {
    Optional<String> data = Json.text(file, "file_data");
    if (data.isEmpty()) {
      return Optional.empty();
    }
    Media media = DataUrl.read(data.get(), path + ".file_data");
    return Optional.of(Part.document(media, Json.text(file, "filename").orElse("")));
  }

  private static String text(JsonNode node, String field, String path) {
    return Json.text(node, field)
        .orElseThrow(() -> InvalidRequest.field(path + "." + field, "a string"));
  }
}
