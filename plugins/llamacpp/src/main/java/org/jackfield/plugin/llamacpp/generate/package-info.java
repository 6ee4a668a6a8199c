/**
 * Generates text with a loaded model: choosing tokens, turning them into characters, and sharing
 * one native context between requests.
 *
 * <p>Entry types: {@link org.jackfield.plugin.llamacpp.generate.ModelWorker}, the one thread that
 * owns a context, and {@link org.jackfield.plugin.llamacpp.generate.Generation}, one answer in the
 * making. {@code design.md} of this module has the threads and locks.
 */
@NullMarked
package org.jackfield.plugin.llamacpp.generate;

import org.jspecify.annotations.NullMarked;
