package org.jackfield.engine;

import java.nio.file.Path;

/**
 * Where the engine finds and keeps things on disk.
 *
 * @param config the configuration's folder
 * @param data what must last: overrides, locks, history
 * @param cache what can be had again: models, natives
 */
public record Folders(Path config, Path data, Path cache) {
  /**
   * The user's own folders, by {@code JACKFIELD_DATA} and {@code JACKFIELD_CACHE}, else by the
   * conventions of the system, for a configuration in that folder.
   */
  public static Folders ofUser(Environment environment, Path config) {
    return UserFolders.of(environment, config);
  }
}
