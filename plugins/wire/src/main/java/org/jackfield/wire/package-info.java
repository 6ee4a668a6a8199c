/**
 * What plugins that speak JSON over HTTP share, so that each is a codec and an error map: the calls
 * to a server, streams of answers, framing, strict JSON, waiting times, and errors that show a
 * provider's text without its secrets.
 *
 * <p>Entry types: {@link org.jackfield.wire.Upstream}, and what a plugin brings to it: {@link
 * org.jackfield.wire.ErrorMap} and {@link org.jackfield.wire.AnswerDecoder}. Nothing here knows a
 * provider.
 */
@NullMarked
package org.jackfield.wire;

import org.jspecify.annotations.NullMarked;
