/**
 * The codec of Anthropic's Messages API, for both of its sides. Entry types: {@link
 * org.jackfield.anthropicwire.AnthropicRequestBody} for a client's requests, {@link
 * org.jackfield.anthropicwire.AnthropicRequestWriter} and {@link
 * org.jackfield.anthropicwire.AnthropicDecoder} for an upstream.
 *
 * <p>Source: https://platform.claude.com/docs/en/api/messages and recorded conversations of servers
 * that speak it.
 */
@NullMarked
package org.jackfield.anthropicwire;

import org.jspecify.annotations.NullMarked;
