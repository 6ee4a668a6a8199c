package org.jackfield.chattemplate;

/** Applies a filter by its name; the work is in the classes for text, sequences and numbers. */
final class Filters {
  private Filters() {}

  static Value apply(RenderRun run, FilterName filter, Value value, Arguments arguments) {
    Bound bound = filter.signature().bind(run, "the filter " + filter.pythonName(), arguments);
    return switch (filter) {
      case DEFAULT -> defaulted(value, bound);
      case TOJSON -> JsonWriter.write(run, value, bound);
      case STRING -> Printer.string(run, value);
      case SAFE -> Printer.string(run, value).asMarkup(true);
      case CAPITALIZE, CENTER, ESCAPE, FORMAT, LOWER, REPLACE, TITLE, TRIM, UPPER ->
          TextFilters.apply(run, filter, Printer.string(run, value), bound);
      case INDENT -> {
        if (!(value instanceof Text text)) {
          throw run.error("indent wants a string, not a " + Types.name(value));
        }
        yield TextFilters.apply(run, filter, text, bound);
      }
      case ABS, FLOAT, INT, ROUND -> NumberFilters.apply(run, filter, value, bound);
      case MAP, REJECT, REJECTATTR, SELECT, SELECTATTR ->
          SelectionFilters.apply(run, filter, value, arguments);
      case BATCH,
          DICTSORT,
          FIRST,
          ITEMS,
          JOIN,
          LAST,
          LENGTH,
          LIST,
          MAX,
          MIN,
          REVERSE,
          SORT,
          SUM,
          UNIQUE ->
          SequenceFilters.apply(run, filter, value, bound);
    };
  }

  private static Value defaulted(Value value, Bound bound) {
    boolean missing =
        value instanceof Value.Undefined || (bound.truth(1, false) && !Types.isTrue(value));
    return missing ? bound.value(0, Text.EMPTY) : value;
  }
}
