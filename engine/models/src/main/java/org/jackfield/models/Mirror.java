package org.jackfield.models;

import java.nio.file.Path;
import java.util.Optional;
import org.jackfield.engine.Environment;
import org.jackfield.models.catalogue.Source;
import org.jackfield.models.fetch.HttpAddress;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * A place of the user's own that is asked first for every file: {@code JACKFIELD_MIRROR}, a folder
 * or an HTTP address, holding the files under their names. What it gives is checked like any other.
 * Immutable.
 *
 * @param address the folder or address; empty when there is none
 */
record Mirror(Optional<String> address) {
  /** The variable that names it. */
  static final String VARIABLE = "JACKFIELD_MIRROR";

  static Mirror of(Environment environment) {
    return new Mirror(environment.find(VARIABLE));
  }

  /** The mirror as a source of that file. */
  Optional<Source> source(String fileName) {
    return address.map(place -> source(place, fileName));
  }

  private static Source source(String place, String fileName) {
    if (!place.startsWith("http://") && !place.startsWith("https://")) {
      return new Source.Folder(Path.of(place));
    }
    return HttpAddress.parse(place + (place.endsWith("/") ? "" : "/") + fileName)
        .map(Source.Url::new)
        .orElseThrow(
            () ->
                new BackendException(ErrorCode.UNAVAILABLE, "The mirror has no valid address.")
                    .withHint(
                        VARIABLE
                            + " is "
                            + place
                            + ". Set it to a folder or to an address of HTTP or HTTPS."));
  }
}
