package org.jackfield.engine;

import java.nio.file.Path;

/**
 * Where the engine finds and keeps things on disk.
 *
 * @param config the configuration's folder
 * @param data what must last: overrides, locks, history
 * @param cache what can be had again: models, natives
 */
public record Folders(Path config, Path data, Path cache) {}
