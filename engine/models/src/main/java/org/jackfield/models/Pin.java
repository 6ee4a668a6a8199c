package org.jackfield.models;

import java.util.Optional;

/**
 * What the first pull learned of a file that the catalogue gives no digest for. Immutable.
 *
 * @param sha256 its digest; every later pull must give the same
 * @param bytes its size
 * @param source the label of the source it came from; the pin holds as long as the catalogue names
 *     that source
 * @param revision the exact revision of that source, when it has revisions
 */
record Pin(String sha256, long bytes, String source, Optional<String> revision) {}
