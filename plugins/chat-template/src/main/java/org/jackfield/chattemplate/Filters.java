package org.jackfield.chattemplate;

/** The table of filters; the work is in the classes for text, sequences and numbers. */
final class Filters {
  private Filters() {}

  static Value apply(RenderRun run, FilterName filter, Value value, Arguments arguments) {
    Bound bound = filter.signature().bind(run, "the filter " + filter.pythonName(), arguments);
    return switch (filter) {
      case ABS -> NumberFilters.absolute(run, value);
      case BATCH -> SequenceFilters.batch(run, value, bound);
      case CAPITALIZE -> Casing.capitalize(run, plain(run, filter, value));
      case CENTER -> TextFilters.center(run, plain(run, filter, value), bound);
      case DEFAULT -> defaulted(value, bound);
      case DICTSORT -> SequenceFilters.dictSort(run, value, bound);
      case ESCAPE -> TextFilters.escape(run, Printer.string(run, value));
      case FIRST -> SequenceFilters.first(run, value);
      case FLOAT -> NumberFilters.decimal(run, value, bound);
      case FORMAT -> TextFilters.format(run, plain(run, filter, value), arguments);
      case INDENT -> TextFilters.indent(run, value, bound);
      case INT -> NumberFilters.integer(run, value, bound);
      case ITEMS -> SequenceFilters.items(run, value);
      case JOIN -> SequenceFilters.join(run, value, bound);
      case LAST -> SequenceFilters.last(run, value);
      case LENGTH -> SequenceFilters.length(run, value);
      case LIST -> Value.list(Types.list(run, value));
      case LOWER -> Casing.lower(run, Printer.string(run, value));
      case MAP, REJECT, REJECTATTR, SELECT, SELECTATTR ->
          SelectionFilters.apply(run, filter, value, arguments);
      case MAX -> SequenceFilters.extreme(run, value, bound, true);
      case MIN -> SequenceFilters.extreme(run, value, bound, false);
      case REPLACE -> TextFilters.replace(run, value, bound);
      case REVERSE -> SequenceFilters.reverse(run, value);
      case ROUND -> NumberFilters.round(run, value, bound);
      case SAFE -> Printer.string(run, value).asMarkup(true);
      case SORT -> SequenceFilters.sort(run, value, bound);
      case STRING -> Printer.string(run, value);
      case SUM -> SequenceFilters.sum(run, value, bound);
      case TITLE -> Casing.filterTitle(run, Printer.string(run, value));
      case TOJSON -> JsonWriter.write(run, value, bound);
      case TRIM -> TextOperations.strip(run, Printer.string(run, value), bound, true, true);
      case UNIQUE -> SequenceFilters.unique(run, value, bound);
      case UPPER -> Casing.upper(run, Printer.string(run, value));
    };
  }

  /** The text of a value, for filters whose result on markup would be markup. */
  private static Text plain(RenderRun run, FilterName filter, Value value) {
    Text text = Printer.string(run, value);
    if (text.isMarkup()) {
      throw run.unsupported(
          "the filter '%s' after safe or escape is not supported".formatted(filter.pythonName()));
    }
    return text;
  }

  private static Value defaulted(Value value, Bound bound) {
    boolean missing =
        value instanceof Value.Undefined || (bound.truth(1, false) && !Types.isTrue(value));
    return missing ? bound.value(0, Text.EMPTY) : value;
  }
}
