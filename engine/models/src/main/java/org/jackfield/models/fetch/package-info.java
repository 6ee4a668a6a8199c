/**
 * How bytes come from a source: {@link org.jackfield.models.fetch.Fetcher} reads one file from one
 * source into a {@link org.jackfield.models.fetch.PartFile}. It decides nothing about order,
 * digests to trust or where a file is kept; that is the store's.
 */
@NullMarked
package org.jackfield.models.fetch;

import org.jspecify.annotations.NullMarked;
