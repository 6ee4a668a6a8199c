package org.jackfield.spi.chat;

/**
 * A raw piece of an answer, byte for byte as the upstream sent it. The bytes are kept, not copied;
 * do not change them. Create it by its factories.
 *
 * @param protocol what it is written in
 * @param whole whether it is the whole body of a unary answer, not one event of a stream
 * @param bytes the body, or one event with its line ends
 */
public record WireFrame(Protocol protocol, boolean whole, byte[] bytes) {
  /** One event of a stream, with the blank line that ends it. */
  public static WireFrame event(Protocol protocol, byte[] bytes) {
    return new WireFrame(protocol, false, bytes);
  }

  /** The whole body of a unary answer. */
  public static WireFrame body(Protocol protocol, byte[] bytes) {
    return new WireFrame(protocol, true, bytes);
  }

  @Override
  public String toString() {
    return protocol + (whole ? " body of " : " event of ") + bytes.length + " bytes";
  }
}
