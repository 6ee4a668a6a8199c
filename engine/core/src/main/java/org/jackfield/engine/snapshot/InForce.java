package org.jackfield.engine.snapshot;

import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.plugin.PluginRegistry;

/** What belongs together from one load. */
public record InForce(
    EngineSnapshot snapshot,
    EngineConfig config,
    PluginRegistry plugins,
    ArtifactStore artifacts) {}
