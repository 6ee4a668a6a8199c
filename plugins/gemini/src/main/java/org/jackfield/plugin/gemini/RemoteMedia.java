package org.jackfield.plugin.gemini;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Media;
import org.jackfield.wire.ImageTypes;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Media by reference, which the API fetches itself and nobody here does: uploaded files, registered
 * objects of Cloud Storage, public HTTPS, YouTube
 * (https://ai.google.dev/gemini-api/docs/file-input-methods). It wants to be told the type, except
 * of what it holds itself.
 */
final class RemoteMedia {
  /** Types that the API takes (https://ai.google.dev/gemini-api/docs/file-input-methods). */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("heic", "image/heic"),
          Map.entry("heif", "image/heif"),
          Map.entry("gif", "image/gif"),
          Map.entry("bmp", "image/bmp"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("txt", "text/plain"),
          Map.entry("md", "text/markdown"),
          Map.entry("html", "text/html"),
          Map.entry("csv", "text/csv"),
          Map.entry("xml", "text/xml"),
          Map.entry("json", "application/json"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp3", "audio/mp3"),
          Map.entry("aiff", "audio/aiff"),
          Map.entry("aac", "audio/aac"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("flac", "audio/flac"),
          Map.entry("m4a", "audio/m4a"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("webm", "video/webm"));

  /** Those of images, which it takes as bytes, too. */
  static final ImageTypes IMAGES =
      ImageTypes.of(
          TYPES.values().stream()
              .filter(type -> type.startsWith("image/"))
              .collect(Collectors.toSet()));

  private static final Pattern HELD_BY_GOOGLE =
      Pattern.compile(
          "(?i)https://(generativelanguage\\.googleapis\\.com|(www\\.|m\\.)?youtube\\.com|youtu\\.be)/.*");

  private RemoteMedia() {}

  /** The value of {@code fileData}. */
  static ObjectNode fileData(Media.Remote remote, String backend) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    Optional<String> type = type(remote.uri());
    if (type.isPresent()) {
      data.put("mimeType", type.get());
    } else if (!HELD_BY_GOOGLE.matcher(remote.uri().toString()).matches()) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED,
              "Backend '"
                  + backend
                  + "' does not support "
                  + remote
                  + " whose path does not end in a known file extension.")
          .withHint(
              "The API must be told the type of a file by URL: use a URL such as …/picture.png, or"
                  + " send the bytes.");
    }
    return data.put("fileUri", remote.uri().toString());
  }

  private static Optional<String> type(URI uri) {
    String path = uri.getPath() == null ? "" : uri.getPath();
    String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(TYPES.get(extension));
  }
}
