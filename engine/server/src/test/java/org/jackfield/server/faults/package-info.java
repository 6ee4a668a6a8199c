/**
 * What a client sees when an upstream fails: a scripted upstream for each provider produces a fault
 * in its own protocol, real plugins and the real engine deal with it, and a client of the gateway
 * is the judge. The README of this module lists the faults and their tests.
 */
@NullMarked
package org.jackfield.server.faults;

import org.jspecify.annotations.NullMarked;
