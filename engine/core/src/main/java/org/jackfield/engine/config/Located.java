package org.jackfield.engine.config;

import org.jackfield.engine.config.yaml.Location;

/**
 * A typed value and where it stands.
 *
 * @param value the value
 * @param location its place in a file
 * @param path its key
 */
record Located(Object value, Location location, KeyPath path) {
  String text() {
    return value.toString();
  }
}
