package org.jackfield.engine.config.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads one YAML file into a located tree. It stands on the events of snakeyaml-engine's parser
 * (the one beneath Jackson's YAML), which know the place, the quoting, the tag and the anchor of
 * every value; the events are pulled one by one, so nothing past a limit is ever looked at. YAML
 * 1.2.2: https://yaml.org/spec/1.2.2/. An instance reads one text, on one thread.
 */
public final class YamlReader {
  /** The most bytes of a file. */
  public static final int MAX_BYTES = 256 * 1024;

  /** The most lists and sections inside each other. */
  public static final int MAX_DEPTH = 20;

  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  private final String file;
  private final List<String> lines;
  private final ParserImpl events;
  private final List<YamlProblem> problems = new ArrayList<>();

  private YamlReader(String file, String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(MAX_BYTES)
            .setParseComments(false)
            .build();
    this.file = file;
    this.lines = List.of(LINE_END.split(text, -1));
    this.events = new ParserImpl(settings, new StreamReader(settings, text));
  }

  /**
   * Reads a file.
   *
   * @throws YamlException when it cannot be read, is too large or deep, or is not YAML
   */
  public static YamlDocument read(Path path) {
    String file = path.toString();
    return parse(file, YamlBytes.read(path, file, MAX_BYTES));
  }

  /**
   * Reads a file's content.
   *
   * @param file the file's name for messages
   * @throws YamlException when it is too large or deep, or is not YAML
   */
  public static YamlDocument parse(String file, byte[] content) {
    YamlReader reader = new YamlReader(file, YamlBytes.decode(content, file, MAX_BYTES));
    try {
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      throw reader.syntax(e);
    } catch (YamlVersionException e) {
      throw new YamlException(
          new Location(file, 1, 1), "The %YAML line asks for a version that is not 1.x.", "");
    } catch (YamlEngineException e) {
      throw new YamlException(
          new Location(file, 1, 1), SyntaxWords.sentence(String.valueOf(e.getMessage())), "");
    }
  }

  private YamlDocument document() {
    events.next(); // the start of the stream
    if (events.checkEvent(Event.ID.StreamEnd)) {
      return new YamlDocument(
          new YamlNode.Scalar(new Location(file, 1, 1), "", true, Optional.empty()), problems);
    }
    events.next(); // the start of the document
    YamlNode root = node(events.next(), 0);
    events.next(); // the end of the document
    Event end = events.next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw new YamlException(
          location(end.getStartMark()),
          "A second document begins here.",
          "A configuration file holds one; remove the line '---'.");
    }
    return new YamlDocument(root, problems);
  }

  private YamlNode node(Event event, int depth) {
    Location location = location(event.getStartMark());
    return switch (event) {
      case ScalarEvent scalar -> {
        refuse(location, scalar.getTag(), scalar.getAnchor().isPresent());
        yield new YamlNode.Scalar(
            location, scalar.getValue(), scalar.isPlain(), begin(scalar, location));
      }
      case SequenceStartEvent start -> {
        refuse(location, start.getTag(), start.getAnchor().isPresent());
        yield sequence(location, depth + 1);
      }
      case MappingStartEvent start -> {
        refuse(location, start.getTag(), start.getAnchor().isPresent());
        yield mapping(location, depth + 1);
      }
      case AliasEvent alias ->
          throw new YamlException(
              location,
              "Aliases (*" + alias.getAlias().getValue() + ") are not supported.",
              "Write the value out, or put it in quotes if the '*' belongs to it.");
      default -> throw new YamlException(location, "This is not YAML.", "");
    };
  }

  /** Where the text begins, if the file has it letter by letter. */
  private Optional<Location> begin(ScalarEvent scalar, Location location) {
    String text = scalar.getValue();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (scalar.getScalarStyle() != ScalarStyle.LITERAL) {
      int column = location.column() + (scalar.isPlain() ? 0 : 1);
      String line = lines.get(location.line() - 1);
      boolean verbatim = line.startsWith(text, line.offsetByCodePoints(0, column - 1));
      return verbatim ? Optional.of(new Location(file, location.line(), column)) : Optional.empty();
    }
    int row = location.line();
    for (String written : text.split("\n")) {
      if (!written.isEmpty()) {
        int indent = lines.get(row).length() - written.length();
        return Optional.of(new Location(file, location.line() + 1, indent + 1));
      }
      row++;
    }
    return Optional.empty();
  }

  private void refuse(Location location, Optional<String> tag, boolean anchored) {
    if (tag.isPresent()) {
      throw new YamlException(
          location,
          "Tags (" + tag.get() + ") are not supported.",
          "Remove it, or put the value in quotes if the '!' belongs to it.");
    }
    if (anchored) {
      throw new YamlException(
          location,
          "Anchors are not supported.",
          "Remove it, or put the value in quotes if the '&' belongs to it.");
    }
  }

  private YamlNode sequence(Location location, int depth) {
    checkDepth(location, depth);
    List<YamlNode> items = new ArrayList<>();
    while (true) {
      Event event = events.next();
      if (event.getEventId() == Event.ID.SequenceEnd) {
        return new YamlNode.Sequence(location, items);
      }
      items.add(node(event, depth));
    }
  }

  private YamlNode mapping(Location location, int depth) {
    checkDepth(location, depth);
    List<YamlNode.Entry> entries = new ArrayList<>();
    Map<String, Location> seen = new HashMap<>();
    while (true) {
      Event event = events.next();
      if (event.getEventId() == Event.ID.MappingEnd) {
        return new YamlNode.Mapping(location, entries);
      }
      YamlNode.Scalar key = key(event);
      YamlNode value = node(events.next(), depth);
      Location first = seen.putIfAbsent(key.text(), key.location());
      if (first == null) {
        entries.add(new YamlNode.Entry(key, value));
      } else {
        problems.add(
            new YamlProblem(
                key.location(),
                "The key '" + key.text() + "' stands here for the second time.",
                "The first one is at line " + first.line() + "; keep one of them."));
      }
    }
  }

  private YamlNode.Scalar key(Event event) {
    YamlNode node = event instanceof ScalarEvent ? node(event, 0) : null;
    if (!(node instanceof YamlNode.Scalar key)) {
      throw new YamlException(
          location(event.getStartMark()),
          "A key must be plain text.",
          "Put it in quotes if its brackets or stars belong to it.");
    }
    if (key.isNull()) {
      throw new YamlException(key.location(), "A key is missing before the ':'.", "");
    }
    if (key.plain() && key.text().equals("<<")) {
      throw new YamlException(
          key.location(), "Merge keys (<<) are not supported.", "Write the settings out.");
    }
    return key;
  }

  private static void checkDepth(Location location, int depth) {
    if (depth > MAX_DEPTH) {
      throw new YamlException(location, "This is nested deeper than " + MAX_DEPTH + " levels.", "");
    }
  }

  private Location location(Optional<Mark> mark) {
    return mark.map(at -> new Location(file, at.getLine() + 1, at.getColumn() + 1))
        .orElse(new Location(file, 1, 1));
  }

  /** The parser's own snippet is left out: it may show a secret. */
  private YamlException syntax(MarkedYamlEngineException failure) {
    Location where = location(failure.getProblemMark().or(failure::getContextMark));
    String begun =
        failure
            .getContextMark()
            .map(mark -> mark.getLine() + 1)
            .filter(line -> line != where.line())
            .map(line -> " (begun in line " + line + ")")
            .orElse("");
    String context = failure.getContext() == null ? "" : failure.getContext() + begun + ", ";
    String problem = failure.getProblem() == null ? "" : failure.getProblem();
    return new YamlException(
        where, SyntaxWords.sentence(context + problem), SyntaxWords.hint(context + problem));
  }
}
