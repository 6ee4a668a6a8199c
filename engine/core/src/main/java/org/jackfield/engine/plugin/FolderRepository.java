package org.jackfield.engine.plugin;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.pf4j.PluginRepository;

/**
 * The jars and zips of some folders, in the order of the folders, then by name. Hidden files and
 * every other kind of file are left out. Owned by the thread of the host.
 */
final class FolderRepository implements PluginRepository {
  private static final int MAX_FILES = 1_000;
  private final List<Path> folders;
  private final List<String> warnings = new ArrayList<>();

  FolderRepository(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  @Override
  public List<Path> getPluginPaths() {
    warnings.clear();
    Set<Path> seen = new HashSet<>();
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      Path absolute = folder.toAbsolutePath().normalize();
      if (seen.add(real(absolute))) {
        files.addAll(files(absolute));
      }
    }
    return List.copyOf(files);
  }

  /** What the last listing met that an operator should know. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** The folder behind links, so that one folder given twice is listed once. */
  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder; // it does not exist, which the listing reports
    }
  }

  private List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      warnings.add("The plugin folder " + folder + " does not exist.");
      return List.of();
    }
    warnWhenWritable(folder, "The plugin folder ");
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (isPlugin(entry)) {
          files.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      warnings.add("The plugin folder " + folder + " cannot be read: " + e.getMessage() + ".");
    }
    Collections.sort(files);
    if (files.size() > MAX_FILES) {
      warnings.add(
          "The plugin folder "
              + folder
              + " holds "
              + files.size()
              + " plugins; only the first "
              + MAX_FILES
              + " are looked at.");
      files = files.subList(0, MAX_FILES);
    }
    files.forEach(file -> warnWhenWritable(file, "The plugin "));
    return files;
  }

  private static boolean isPlugin(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && (name.endsWith(".jar") || name.endsWith(".zip"));
  }

  private void warnWhenWritable(Path path, String what) {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return; // a file system without these permissions, such as NTFS
    }
    try {
      if (view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
        warnings.add(
            what
                + path
                + " can be written by every user of this machine, and plugins run with all"
                + " rights of this process. Run: chmod o-w "
                + path);
      }
    } catch (IOException e) {
      warnings.add("The permissions of " + path + " cannot be read: " + e.getMessage() + ".");
    }
  }

  /** Never deletes: the folders belong to the operator. */
  @Override
  public boolean deletePluginPath(Path pluginPath) {
    return false;
  }
}
