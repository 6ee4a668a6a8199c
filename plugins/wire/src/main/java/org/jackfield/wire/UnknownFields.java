package org.jackfield.wire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;

/**
 * The setting by which a backend says what becomes of request fields that its protocol's reference
 * does not know: they go on as they are, or the request is refused. Fields that would choose route
 * or credentials are none of these; {@link ObjectScanner} refuses them whatever is set.
 */
public final class UnknownFields {
  /** The setting's name. */
  public static final String NAME = "unknown_fields";

  private static final String PASS = "pass";
  private static final String REFUSE = "refuse";

  private UnknownFields() {}

  /**
   * The setting's declaration.
   *
   * @param doc what it is, in a sentence
   */
  public static Setting setting(String doc) {
    return Setting.of(NAME, Setting.Kind.STRING, doc).withDefault(PASS).withChoices(PASS, REFUSE);
  }

  /** Whether they go on. */
  public static boolean pass(Settings settings) {
    return settings.string(NAME).equals(PASS);
  }

  /** The refusal of a field. */
  public static BackendException refused(String backend, String field) {
    return new BackendException(
            ErrorCode.UNSUPPORTED, "Backend '" + backend + "' takes no field '" + field + "'.")
        .withHint("Leave it out, or set '" + NAME + ": " + PASS + "' for this backend.");
  }
}
