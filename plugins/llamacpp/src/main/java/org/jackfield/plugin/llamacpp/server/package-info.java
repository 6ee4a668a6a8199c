/**
 * A llama-server in place of a model in this process: its operations, by the OpenAI dialect and the
 * paths that it has beside. Entry type: {@link org.jackfield.plugin.llamacpp.server.LlamaServer}.
 */
@NullMarked
package org.jackfield.plugin.llamacpp.server;

import org.jspecify.annotations.NullMarked;
