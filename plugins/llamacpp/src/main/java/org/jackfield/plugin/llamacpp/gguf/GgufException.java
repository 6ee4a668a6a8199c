package org.jackfield.plugin.llamacpp.gguf;

import java.nio.file.Path;

/**
 * A model file that is damaged, cut short or of a kind that cannot be loaded; the message names
 * file and defect.
 */
public final class GgufException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String defect;

  GgufException(String defect) {
    super(defect);
    this.defect = defect;
  }

  private GgufException(Path file, GgufException cause) {
    super("Model file " + file + " cannot be used: " + cause.defect, cause);
    this.defect = cause.defect;
  }

  /** What is wrong, without the name of the file. */
  public String defect() {
    return defect;
  }

  GgufException in(Path file) {
    return new GgufException(file, this);
  }
}
