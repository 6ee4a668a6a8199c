package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.engine.config.yaml.Location;

/** What comes together while a configuration is resolved. One thread, one use. */
final class Resolution {
  private final Substitution substitution;
  private final String overlayFile;
  private final List<ConfigProblem> problems;
  private final List<ConfigProblem> warnings;
  private final ConfigView.Builder view = new ConfigView.Builder();

  Resolution(Substitution substitution, String overlayFile) {
    this(substitution, overlayFile, new ArrayList<>(), new ArrayList<>());
  }

  private Resolution(
      Substitution substitution,
      String overlayFile,
      List<ConfigProblem> problems,
      List<ConfigProblem> warnings) {
    this.substitution = substitution;
    this.overlayFile = overlayFile;
    this.problems = problems;
    this.warnings = warnings;
  }

  /** The same for what is no part of the main file: its values are not in the view. */
  Resolution aside() {
    return new Resolution(substitution, overlayFile, problems, warnings);
  }

  Substitution substitution() {
    return substitution;
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  List<ConfigProblem> warnings() {
    return warnings;
  }

  ConfigView.Builder view() {
    return view;
  }

  void problem(Location location, KeyPath path, String message, String hint) {
    problems.add(new ConfigProblem(location, path.toString(), message, hint));
  }

  void warning(Location location, KeyPath path, String message, String hint) {
    warnings.add(new ConfigProblem(location, path.toString(), message, hint));
  }

  /**
   * Something that names what is not there: wrong in a file that people write, only stale in the
   * overlay, because what it once named may be gone since.
   *
   * @return whether it is wrong
   */
  boolean stray(Location location, KeyPath path, String message, String hint) {
    boolean wrong = !location.file().equals(overlayFile);
    if (wrong) {
      problem(location, path, message, hint);
    } else {
      warning(location, path, message + " It is left out.", hint);
    }
    return wrong;
  }

  /** Where a value of a file came from, for the view. */
  String origin(Location location, List<String> variables) {
    String place = location.file().equals(overlayFile) ? location + " (override)" : "" + location;
    return variables.isEmpty() ? place : place + " with " + String.join(", ", variables);
  }
}
