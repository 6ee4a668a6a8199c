package org.jackfield.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * One request and its reply, as handlers see it. Used by one thread, but for {@link #onGone}, whose
 * action comes from another.
 */
public interface Exchange {
  /**
   * Looks whether the request's head is within the limits that HTTP itself does not set.
   *
   * @throws Refusal 431 when it has more header fields than allowed
   */
  void checkHead();

  /** The method, upper case. */
  String method();

  /** The path, without its query; not decoded, not normalised. */
  String path();

  /** Every header of that name, whatever its case. */
  List<String> headers(String name);

  /**
   * The whole body.
   *
   * @throws Refusal 413 when it is longer than allowed, 400 or 408 when it does not come whole
   */
  byte[] body();

  /**
   * Runs the action once if the client goes away before the reply is complete, also while nothing
   * is read or written.
   */
  void onGone(Runnable action);

  /** Sends a whole reply. */
  void reply(int status, Map<String, String> headers, byte[] body);

  /**
   * Begins a reply of unknown length; every flush sends what was written. Close it to complete the
   * reply. Writing throws {@link IOException} when the client has gone or reads too slowly.
   */
  OutputStream begin(int status, Map<String, String> headers);
}
