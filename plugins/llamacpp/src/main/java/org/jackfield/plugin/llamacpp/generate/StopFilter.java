package org.jackfield.plugin.llamacpp.generate;

import java.util.List;

/**
 * Lets text through up to the first stop sequence, also when that comes in pieces: an end that may
 * be the beginning of one is held back. Belongs to one thread.
 */
final class StopFilter {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  StopFilter(List<String> stops) {
    this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
  }

  /** Whether a stop sequence came. */
  boolean stopped() {
    return stopped;
  }

  /** The text that may go out now. */
  String add(String text) {
    if (stopped) {
      return "";
    }
    if (stops.isEmpty()) {
      return text;
    }
    held.append(text);
    int first = firstStop();
    if (first >= 0) {
      stopped = true;
      return held.substring(0, first);
    }
    int keep = possibleBeginning();
    String out = held.substring(0, held.length() - keep);
    held.delete(0, out.length());
    return out;
  }

  /** What was held back and turned out to be no stop sequence. */
  String end() {
    return stopped ? "" : held.toString();
  }

  private int firstStop() {
    int first = -1;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    return first;
  }

  private int possibleBeginning() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
        if (held.substring(held.length() - n).equals(stop.substring(0, n))) {
          longest = n;
          break;
        }
      }
    }
    return longest;
  }
}
