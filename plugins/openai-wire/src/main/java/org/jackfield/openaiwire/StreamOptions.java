package org.jackfield.openaiwire;

import java.util.Optional;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import tools.jackson.databind.node.ObjectNode;

/** The options of a stream, which always ask for its usage, whatever else they ask for. */
final class StreamOptions {
  static final String FIELD = "stream_options";

  private static final String USAGE = "include_usage";
  private static final String ONLY_USAGE = "{\"include_usage\":true}";

  private StreamOptions() {}

  /** Those options, with usage asked for; anything but an object asks for nothing. */
  static String withUsage(Optional<String> json) {
    if (json.isPresent()
        && Json.tree(RawJson.checked(json.get(), FIELD)) instanceof ObjectNode options) {
      options.put(USAGE, true);
      return options.toString();
    }
    return ONLY_USAGE;
  }
}
