package org.jackfield.chattemplate;

/** Python's classes of characters where they differ from Java's. */
final class PythonChars {
  // Ranges of Numeric_Type=Digit in the Unicode Character Database (DerivedNumericType.txt).
  private static final int[] DRESSED_DIGITS = {
    0xB2, 0xB3, 0xB9, 0xB9, 0x1369, 0x1371, 0x19DA, 0x19DA, 0x2070, 0x2070, 0x2074, 0x2079, 0x2080,
    0x2089, 0x2460, 0x2468, 0x2474, 0x247C, 0x2488, 0x2490, 0x24EA, 0x24EA, 0x24F5, 0x24FD, 0x24FF,
    0x24FF, 0x2776, 0x277E, 0x2780, 0x2788, 0x278A, 0x2792, 0x10A40, 0x10A43, 0x10E60, 0x10E68,
    0x11052, 0x1105A, 0x1F100, 0x1F10A
  };

  private PythonChars() {}

  /** str.isspace() of one character; all such characters are in the basic plane. */
  static boolean isSpace(int c) {
    return (c >= 9 && c <= 13)
        || (c >= 28 && c <= 32)
        || c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /** A character at which str.splitlines() breaks; carriage return and line feed go together. */
  static boolean isLineBreak(char c) {
    return (c >= 10 && c <= 13) || (c >= 28 && c <= 30) || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  /** Whether repr() shows a character as it is. */
  static boolean isPrintable(int codePoint) {
    if (codePoint == ' ') {
      return true;
    }
    return switch ((byte) Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** str.isalnum() of one character. */
  static boolean isAlphanumeric(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isLetter(codePoint)
        || type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /** str.isdigit() of one character: decimal digits and those in a typographic dress. */
  static boolean isDigit(int codePoint) {
    if (Character.isDigit(codePoint)) {
      return true;
    }
    for (int i = 0; i < DRESSED_DIGITS.length; i += 2) {
      if (codePoint >= DRESSED_DIGITS[i] && codePoint <= DRESSED_DIGITS[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
