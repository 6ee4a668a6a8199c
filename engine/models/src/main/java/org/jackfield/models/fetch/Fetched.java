package org.jackfield.models.fetch;

import java.util.Optional;

/**
 * A file as a source gave it, still to be checked.
 *
 * @param part the file, complete as far as the source says; the taker closes it
 * @param expected what it must be, with what the source itself says of it filled in
 * @param revision the exact revision that the source gave, when it has revisions
 * @param resumed whether its beginning is from an earlier try
 */
public record Fetched(
    PartFile part, Expected expected, Optional<String> revision, boolean resumed) {}
