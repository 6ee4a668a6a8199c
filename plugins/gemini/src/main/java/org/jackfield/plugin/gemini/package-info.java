/**
 * The backend {@code gemini}: Google's Gemini API by its own protocol. Entry type: {@link
 * org.jackfield.plugin.gemini.GeminiFactory}.
 *
 * <p>Sources: https://ai.google.dev/api/generate-content, https://ai.google.dev/gemini-api/docs and
 * the types of Google's own client, https://github.com/googleapis/js-genai/blob/main/src/types.ts.
 */
@NullMarked
package org.jackfield.plugin.gemini;

import org.jspecify.annotations.NullMarked;
