package org.jackfield.models;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.models.catalogue.ArtifactFile;
import org.jackfield.models.catalogue.Catalogue;
import org.jackfield.models.catalogue.Entry;
import org.jackfield.models.catalogue.Licence;
import org.jackfield.models.catalogue.ModelEntry;
import org.jackfield.models.catalogue.ModelTraits;
import org.jackfield.models.catalogue.Source;
import org.jackfield.models.fetch.DiskSpace;

/** A store in an empty folder, with the environment, room and patience that a test gives it. */
final class StoreFixture {
  static final String FILE = "tiny.gguf";

  final Path root;
  final RecordedProgress progress = new RecordedProgress();
  final Map<String, String> variables = new HashMap<>();
  DiskSpace space = DiskSpace.REAL;
  Duration stall = Duration.ofSeconds(30);
  Platform platform = new Platform("linux-x64");

  StoreFixture(Path root) {
    this.root = root;
  }

  Folders folders() {
    return new Folders(root.resolve("config"), root.resolve("data"), root.resolve("cache"));
  }

  ModelStore store(Entry... entries) {
    return new ModelStore(
        new Catalogue(List.of(entries)),
        folders(),
        new Environment(variables),
        platform,
        space,
        stall);
  }

  /** The folder of the model that {@link #model} makes. */
  Path folder() {
    return folders().cache().resolve("models/tiny");
  }

  Path target() {
    return folder().resolve(FILE);
  }

  Path pull(Entry entry) {
    return store(entry).locate(entry.kind(), entry.name(), progress, () -> false);
  }

  /** A model whose digest the catalogue knows. */
  static ModelEntry model(byte[] content, Source... sources) {
    return model(
        new ArtifactFile(
            FILE,
            OptionalLong.of(content.length),
            0,
            Optional.of(Testing.sha256(content)),
            List.of(sources)));
  }

  /** A model whose digest nobody knows yet. */
  static ModelEntry unknown(Source... sources) {
    return model(
        new ArtifactFile(FILE, OptionalLong.empty(), 5_000, Optional.empty(), List.of(sources)));
  }

  static ModelEntry model(ArtifactFile... files) {
    return new ModelEntry(
        "tiny",
        List.of("tiny:1b"),
        "Tiny",
        new ModelTraits("llama", "1B", "Q4_0", 2048, ""),
        new Licence("MIT", Optional.of("https://licence.example/mit"), Optional.of("yes")),
        List.of(files));
  }
}
