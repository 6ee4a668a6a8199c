package org.jackfield.spi;

/** A value that must never be printed. Its {@code toString} is a mask; equality is by value. */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /** A secret with that value. */
  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The value itself; keep it out of logs, errors and URLs. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "****";
  }
}
