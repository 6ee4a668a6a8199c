/**
 * Reads a YAML file into a tree in which every key and value knows where it stands. {@link
 * org.jackfield.engine.config.yaml.YamlReader} is the way in. Scalars stay text: what {@code 012},
 * {@code no} or {@code 1:30} means is for whoever knows what is expected there. Tags, anchors,
 * aliases and merge keys are refused, sizes and depths limited, so a hostile file costs no more
 * than reading it.
 */
@NullMarked
package org.jackfield.engine.config.yaml;

import org.jspecify.annotations.NullMarked;
