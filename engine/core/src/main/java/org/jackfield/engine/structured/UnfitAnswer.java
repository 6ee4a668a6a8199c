package org.jackfield.engine.structured;

import java.util.List;
import java.util.Optional;
import org.jackfield.engine.FormatFault;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Usage;

/** An answer that ended as it should and does not hold to the format that was asked for. */
public final class UnfitAnswer extends FormatFault {
  private static final long serialVersionUID = 1;
  private static final int TOLD_FAULTS = 3;

  private final String answer;
  private final transient List<String> faults;
  private final transient Usage usage;

  UnfitAnswer(String answer, List<String> faults, Usage usage) {
    super(told(faults));
    this.answer = answer;
    this.faults = List.copyOf(faults);
    this.usage = usage;
  }

  private static String told(List<String> faults) {
    int more = faults.size() - TOLD_FAULTS;
    return String.join("; ", faults.subList(0, Math.min(TOLD_FAULTS, faults.size())))
        + (more > 0 ? " (and " + more + " more)" : "");
  }

  /** The one that an attempt failed with, when it failed for that. */
  public static Optional<UnfitAnswer> of(BackendException error) {
    return Optional.ofNullable(error.getCause() instanceof UnfitAnswer unfit ? unfit : null);
  }

  /** The error of the attempt. */
  BackendException error(String backend) {
    return new BackendException(
        ErrorCode.PROTOCOL,
        "Backend '"
            + backend
            + "' gave an answer that is not in the format asked for: "
            + message()
            + ".",
        this);
  }

  /** All that was said. */
  String answer() {
    return answer;
  }

  /** What is wrong with it, each as {@code at /JSON/POINTER: words}. */
  List<String> faults() {
    return faults;
  }

  /** What it cost. */
  public Usage usage() {
    return usage;
  }
}
