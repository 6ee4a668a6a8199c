/**
 * HTTP for plugins: {@link org.jackfield.engine.http.OkHttpTransport} is the only user of OkHttp.
 */
@NullMarked
package org.jackfield.engine.http;

import org.jspecify.annotations.NullMarked;
