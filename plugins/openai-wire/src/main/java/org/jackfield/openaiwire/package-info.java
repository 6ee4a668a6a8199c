/**
 * The codec of OpenAI's chat completions, shared by the server and by every plugin that speaks the
 * dialect.
 *
 * <p>Requests: {@link org.jackfield.openaiwire.OpenAiRequestBody} reads a client's bytes in one
 * pass and splices changes into them; {@link org.jackfield.openaiwire.OpenAiRequestWriter} writes a
 * request that began elsewhere. Answers: {@link org.jackfield.openaiwire.OpenAiStreamDecoder} reads
 * an upstream's, streamed or whole; {@link org.jackfield.openaiwire.OpenAiStreamEncoder} and {@link
 * org.jackfield.openaiwire.OpenAiAnswerEncoder} write to a client, {@link
 * org.jackfield.openaiwire.OpenAiErrorBody} refuses one. {@link
 * org.jackfield.openaiwire.OpenAiChat} is the chat operation of such a server, differences between
 * servers being data ({@link org.jackfield.openaiwire.OpenAiEndpoint}).
 *
 * <p>Source: https://platform.openai.com/docs/api-reference/chat and recorded conversations of real
 * servers.
 */
@NullMarked
package org.jackfield.openaiwire;

import org.jspecify.annotations.NullMarked;
