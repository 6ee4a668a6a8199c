/** Tests of the template language; the fixtures are made by the real jinja2. */
@NullMarked
package org.jackfield.chattemplate;

import org.jspecify.annotations.NullMarked;
