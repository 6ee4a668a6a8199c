/**
 * What a backend can do beside chat: embeddings, counting tokens, listing models, loading ahead.
 */
@NullMarked
package org.jackfield.spi.operation;

import org.jspecify.annotations.NullMarked;
