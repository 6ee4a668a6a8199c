package org.jackfield.models;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jackfield.engine.ArtifactStore.Progress;
import org.jackfield.models.catalogue.ArtifactFile;
import org.jackfield.models.catalogue.Source;
import org.jackfield.spi.ArtifactKind;

/** A process that pulls one file: ROOT URL BYTES SHA256. Says "pulling" once bytes have come. */
final class PullMain {
  private PullMain() {}

  public static void main(String[] arguments) {
    ArtifactFile file =
        new ArtifactFile(
            StoreFixture.FILE,
            OptionalLong.of(Long.parseLong(arguments[2])),
            0,
            Optional.of(arguments[3]),
            List.of(new Source.Url(URI.create(arguments[1]))));
    AtomicBoolean said = new AtomicBoolean();
    new StoreFixture(Path.of(arguments[0]))
        .store(StoreFixture.model(file))
        .locate(
            ArtifactKind.MODEL,
            "tiny",
            new Progress() {
              @Override
              public void bytes(String name, long done, long total) {
                if (!said.getAndSet(true)) {
                  System.out.println("pulling");
                }
              }

              @Override
              public void notice(String message) {
                System.err.println(message);
              }
            },
            () -> false);
  }
}
