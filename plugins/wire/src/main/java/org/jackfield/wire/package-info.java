/**
 * What plugins that speak JSON over HTTP share: framing of event streams, strict JSON, waiting
 * times, and errors that show a provider's text without its secrets.
 *
 * <p>Entry types: {@link org.jackfield.wire.SseReader}, {@link org.jackfield.wire.NdjsonReader},
 * {@link org.jackfield.wire.Json}, {@link org.jackfield.wire.UpstreamError}. Nothing here knows a
 * provider.
 */
@NullMarked
package org.jackfield.wire;

import org.jspecify.annotations.NullMarked;
