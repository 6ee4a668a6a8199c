package org.jackfield.wire;

/**
 * Finds escaped halves of surrogate pairs ({@code \ud800} without its other half), which are JSON
 * by the letter and no text: every server does something else with them.
 */
final class LoneSurrogates {
  private LoneSurrogates() {}

  /** Whether the JSON text escapes half a pair anywhere. */
  static boolean in(byte[] json) {
    for (int i = 0; i + 1 < json.length; i++) {
      if (json[i] != '\\') {
        continue;
      }
      int kind = surrogate(json, i);
      if (kind > 0 && surrogate(json, i + 6) < 0) {
        i += 11;
      } else if (kind != 0) {
        return true;
      } else {
        i++;
      }
    }
    return false;
  }

  /** 1 for an escaped first half at that place, -1 for a second half, 0 for anything else. */
  private static int surrogate(byte[] json, int at) {
    if (at + 5 >= json.length || json[at] != '\\' || json[at + 1] != 'u') {
      return 0;
    }
    if ((json[at + 2] | 0x20) != 'd') {
      return 0;
    }
    int digit = Character.digit(json[at + 3], 16);
    if (digit < 8) {
      return 0;
    }
    return digit < 12 ? 1 : -1;
  }
}
