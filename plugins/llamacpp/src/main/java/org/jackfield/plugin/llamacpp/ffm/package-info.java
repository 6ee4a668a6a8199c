/**
 * The binding to llama.cpp's C interface through the foreign function and memory API: only the
 * calls the backend needs.
 *
 * <p>Struct layouts belong to one library version each and are compared with the library's own
 * default values when it is loaded; an unknown version is refused. Entry types: {@link
 * org.jackfield.plugin.llamacpp.ffm.LlamaLibrary}, {@link
 * org.jackfield.plugin.llamacpp.ffm.LlamaModel}, {@link
 * org.jackfield.plugin.llamacpp.ffm.LlamaContext}. A context is used by one thread at a time.
 */
@NullMarked
package org.jackfield.plugin.llamacpp.ffm;

import org.jspecify.annotations.NullMarked;
