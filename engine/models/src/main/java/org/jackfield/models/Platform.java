package org.jackfield.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * An operating system on a processor, as the catalogue names it. Immutable.
 *
 * @param id such as {@code linux-x64}
 */
public record Platform(String id) {
  /** The platform this process runs on. */
  public static Platform current() {
    Platform platform = of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    // Libraries built against glibc do not load on musl (Alpine): it is another platform.
    boolean musl =
        platform.id.startsWith("linux-")
            && (Files.exists(Path.of("/lib/ld-musl-x86_64.so.1"))
                || Files.exists(Path.of("/lib/ld-musl-aarch64.so.1")))
            && !Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2"))
            && !Files.exists(Path.of("/lib/ld-linux-aarch64.so.1"));
    return musl ? new Platform(platform.id + "-musl") : platform;
  }

  /** The platform that Java describes by these values of {@code os.name} and {@code os.arch}. */
  public static Platform of(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    String os =
        name.startsWith("mac")
            ? "macos"
            : name.startsWith("windows") ? "windows" : name.replace(' ', '-');
    String arch =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64", "x64" -> "x64";
          case "aarch64", "arm64" -> "arm64";
          default -> osArch.toLowerCase(Locale.ROOT);
        };
    return new Platform(os + "-" + arch);
  }

  @Override
  public String toString() {
    return id;
  }
}
