/** What a request and a streamed chunk cost in the codec of each plugin. */
package org.jackfield.bench.codecs;
