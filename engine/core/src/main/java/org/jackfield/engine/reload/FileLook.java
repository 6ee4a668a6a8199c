package org.jackfield.engine.reload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jackfield.engine.snapshot.ConfigFiles;

/**
 * Looks at the files that matter. Files of the configuration are told apart by their content, since
 * an editor may keep size and time; plugins by size, times and inode, since reading them all twice
 * a second costs too much. Follows links, so that a mounted folder whose link is exchanged counts
 * as changed. Thread-safe.
 */
final class FileLook {
  private static final Set<String> CONFIG_ENDINGS = Set.of("yaml", "yml", "json");
  private static final Set<String> PLUGIN_ENDINGS = Set.of("jar", "zip");
  private static final int MAX_FILES = 2_000;
  private static final int MAX_DEPTH = 4;
  private static final int MAX_BYTES = 16 << 20;

  private final ConfigFiles files;

  FileLook(ConfigFiles files) {
    this.files = files;
  }

  /**
   * The marks of now; {@code more} are further files of the configuration, there or not, and
   * folders of such files.
   */
  FileMarks marks(List<Path> more, List<Path> morePlugins) {
    Map<Path, String> config = new HashMap<>();
    files.root().ifPresent(root -> collect(root, MAX_DEPTH, config));
    config.put(files.overlay(), content(files.overlay()));
    for (Path file : more) {
      if (Files.isDirectory(file)) {
        collect(file, 1, config);
      }
      config.computeIfAbsent(file, FileLook::content);
    }
    Map<Path, String> plugins = new HashMap<>();
    files.plugins().forEach(folder -> stamps(folder, plugins));
    morePlugins.forEach(folder -> stamps(folder, plugins));
    files.shippedList().ifPresent(list -> plugins.put(list, content(list)));
    return new FileMarks(config, plugins);
  }

  /** The same marks with a new look at one file of the configuration. */
  FileMarks again(FileMarks marks, Path file) {
    Map<Path, String> config = new HashMap<>(marks.config());
    config.put(file, content(file));
    return new FileMarks(config, marks.plugins());
  }

  private static void collect(Path path, int depth, Map<Path, String> marks) {
    if (!Files.isDirectory(path)) {
      marks.put(path, content(path));
      return;
    }
    for (Path entry : entries(path)) {
      if (marks.size() >= MAX_FILES) {
        return;
      }
      if (ends(entry, CONFIG_ENDINGS)) {
        marks.put(entry, content(entry));
      } else if (depth > 1 && Files.isDirectory(entry)) {
        collect(entry, depth - 1, marks);
      }
    }
  }

  private static void stamps(Path folder, Map<Path, String> marks) {
    for (Path entry : entries(folder)) {
      if (marks.size() < MAX_FILES && ends(entry, PLUGIN_ENDINGS)) {
        marks.put(entry, stamp(entry));
      }
    }
  }

  /** What is not hidden in a folder; a folder that is not there or cannot be read has nothing. */
  private static List<Path> entries(Path folder) {
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(
            folder, entry -> !String.valueOf(entry.getFileName()).startsWith("."))) {
      List<Path> entries = new ArrayList<>();
      stream.forEach(entries::add);
      entries.sort(null);
      return entries;
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
  }

  private static boolean ends(Path file, Set<String> endings) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return endings.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static String content(Path file) {
    try {
      if (Files.isDirectory(file)) {
        return "a folder";
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        return "a pipe or a device"; // opening one may block for ever
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      int total = 0;
      try (InputStream in = Files.newInputStream(file)) {
        byte[] buffer = new byte[16 << 10];
        for (int read = in.read(buffer); read >= 0 && total < MAX_BYTES; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
          total += read;
        }
      }
      return total == 0 ? FileMarks.EMPTY_FILE : HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchFileException e) {
      return "not there";
    } catch (IOException e) {
      return "unreadable";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
      return attributes.size()
          + " "
          + attributes.lastModifiedTime()
          + " "
          + attributes.fileKey()
          + (unix ? " " + Files.getAttribute(file, "unix:ctime") : "");
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
