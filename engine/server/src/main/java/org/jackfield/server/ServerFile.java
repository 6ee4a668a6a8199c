package org.jackfield.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;
import org.jackfield.spi.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The note by which this user's own commands find a server that runs and may tell it what to do: a
 * file in the data folder, readable by the user alone, there from the server's start to its end.
 */
public final class ServerFile implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ServerFile.class.getName());
  private static final String FOLDER = "servers";

  private final Optional<Path> file;

  private ServerFile(Optional<Path> file) {
    this.file = file;
  }

  /**
   * A server that runs.
   *
   * @param url where it listens
   * @param config its configuration's file or folder; empty when it has none
   * @param token opens {@code /admin} of it, unless admin keys are configured
   */
  public record Running(URI url, Optional<Path> config, Secret token) {}

  /** A token that nobody can guess. */
  static Secret newToken() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return Secret.of(HexFormat.of().formatHex(random));
  }

  /** Writes it; where that is not possible, the server runs and local commands do not find it. */
  static ServerFile write(Jackfield engine, String host, int port, Secret token) {
    Path folder = engine.folders().data().resolve(FOLDER);
    ObjectNode node = JsonMapper.shared().createObjectNode();
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    node.put("url", "http://" + (name.equals("0.0.0.0") ? "127.0.0.1" : name) + ":" + port);
    node.put("pid", ProcessHandle.current().pid());
    engine.configRoot().ifPresent(root -> node.put("config", real(root).toString()));
    node.put("token", token.reveal());
    try {
      Files.createDirectories(folder);
      boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] alone =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
              }
              : new FileAttribute<?>[0];
      Path next = Files.createTempFile(folder, "next", ".tmp", alone);
      Files.write(next, JsonMapper.shared().writeValueAsBytes(node));
      Path file = folder.resolve(port + ".json");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new ServerFile(Optional.of(file));
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Commands will not find this server: {0} cannot be written ({1}).",
          folder,
          e.getClass().getSimpleName());
      return new ServerFile(Optional.empty());
    }
  }

  /** The servers of this user that run, for any configuration. */
  public static List<Running> running(Folders folders) {
    List<Running> running = new ArrayList<>();
    Path folder = folders.data().resolve(FOLDER);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        read(file).ifPresent(running::add);
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "Not readable: " + folder, e);
    }
    return running;
  }

  private static Optional<Running> read(Path file) {
    try {
      JsonNode node = JsonMapper.shared().readTree(Files.readString(file, StandardCharsets.UTF_8));
      long pid = node.path("pid").asLong(0);
      if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
        Files.deleteIfExists(file); // its process was killed
        return Optional.empty();
      }
      String config = node.path("config").asString("");
      return Optional.of(
          new Running(
              URI.create(node.path("url").asString("")),
              config.isEmpty() ? Optional.empty() : Optional.of(Path.of(config)),
              Secret.of(node.path("token").asString(""))));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      LOG.log(System.Logger.Level.DEBUG, "Not a server's note: " + file, e);
      return Optional.empty();
    }
  }

  /** A path by which the same file is the same text, whoever names it. */
  public static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  @Override
  public void close() {
    file.ifPresent(
        path -> {
          try {
            Files.deleteIfExists(path);
          } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Not deleted: " + path, e);
          }
        });
  }
}
