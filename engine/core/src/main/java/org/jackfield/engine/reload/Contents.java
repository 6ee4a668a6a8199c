package org.jackfield.engine.reload;

import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.config.RawConfig;

/**
 * All that the files said at one moment.
 *
 * @param config the configuration, prompts included
 * @param artifacts the store with the catalogue
 */
record Contents(RawConfig config, ArtifactStore artifacts) {}
