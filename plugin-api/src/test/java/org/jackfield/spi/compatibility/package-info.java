/** What a plugin that was built before can rely on, held against the interface as it is now. */
@NullMarked
package org.jackfield.spi.compatibility;

import org.jspecify.annotations.NullMarked;
