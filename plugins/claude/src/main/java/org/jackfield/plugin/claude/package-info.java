/**
 * The backend {@code claude}: Anthropic's Messages API. Entry type: {@link
 * org.jackfield.plugin.claude.ClaudeFactory}.
 *
 * <p>Source: https://platform.claude.com/docs/en/api/messages and recorded conversations of servers
 * that speak it.
 */
@NullMarked
package org.jackfield.plugin.claude;

import org.jspecify.annotations.NullMarked;
