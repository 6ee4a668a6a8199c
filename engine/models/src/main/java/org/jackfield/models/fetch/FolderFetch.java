package org.jackfield.models.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
    PartFile part = PartFile.open(landing.part("folder"), pull);
    try (InputStream in = Files.newInputStream(from)) {
      part.restart();
      Landing.copy(in, part, sized, pull);
      return new Fetched(part, sized, Optional.empty(), false);
    } catch (IOException | FetchException | RuntimeException e) {
      part.close();
      throw e;
    }
  }
}
