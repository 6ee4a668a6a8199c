package org.jackfield.models.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jackfield.models.catalogue.Source;

/** Copies a file from a local folder. */
final class FolderFetch {
  private FolderFetch() {}

  static Fetched file(Source.Folder source, Landing landing, Expected expected, Pull pull)
      throws FetchException, IOException {
    Path from = source.path().resolve(landing.fileName());
    if (!Files.isRegularFile(from)) {
      throw new FetchException("it has no file " + landing.fileName());
    }
    long size = Files.size(from);
    if (expected.bytes().isPresent() && expected.bytes().getAsLong() != size) {
      throw new FetchException(
          "the file there has "
              + size
              + " bytes, not the "
              + expected.bytes().getAsLong()
              + " that it should have");
    }
    Expected sized = new Expected(expected.sha256(), OptionalLong.of(size), size);
    try (InputStream in = Files.newInputStream(from)) {
      return landing.fill(in, sized, pull);
    }
  }
}
