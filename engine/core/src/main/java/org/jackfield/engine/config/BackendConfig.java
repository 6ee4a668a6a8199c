package org.jackfield.engine.config;

import org.jackfield.engine.config.yaml.Location;

/**
 * A backend as configured.
 *
 * @param name its name, unique
 * @param type its type as written, perhaps an alias
 * @param options what every backend has
 * @param state its settings, or why it has none
 * @param location where its entry begins; the selecting variable when it has no entry
 */
public record BackendConfig(
    String name, String type, BackendOptions options, BackendState state, Location location) {}
