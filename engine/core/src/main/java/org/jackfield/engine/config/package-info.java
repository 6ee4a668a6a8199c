/**
 * The configuration: read, checked and typed. {@link org.jackfield.engine.config.ConfigSource}
 * reads the files and the environment into a {@link org.jackfield.engine.config.RawConfig}, which
 * together with the installed backend types resolves to an {@link
 * org.jackfield.engine.config.EngineConfig}, or to a {@link
 * org.jackfield.engine.config.ConfigException} that tells every problem at once.
 *
 * <p>The keys are declared once, in {@code ConfigKeys}; the check, the {@link
 * org.jackfield.engine.config.ConfigSchema}, the {@link
 * org.jackfield.engine.config.ConfigReference} and the {@link
 * org.jackfield.engine.config.ConfigView} all come from there. No backend type, option or variable
 * is named here: those are declared by plugins.
 */
@NullMarked
package org.jackfield.engine.config;

import org.jspecify.annotations.NullMarked;
