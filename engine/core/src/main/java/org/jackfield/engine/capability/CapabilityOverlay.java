package org.jackfield.engine.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jackfield.spi.Capabilities;

/**
 * What the configuration knows of one backend's models, laid over what its plugin declares: the
 * rows of its type in order, then what its own entry says. Thread-safe; asked once for each
 * candidate of each call, so the answers for the models of late are kept.
 */
public final class CapabilityOverlay {
  /** Clients name models as they like: so many answers are kept, of names that long at most. */
  private static final int MOST_MODELS = 256;

  private static final int LONGEST_NAME = 200;

  /** Nothing is known beside what the plugin declares. */
  public static final CapabilityOverlay NONE =
      new CapabilityOverlay(List.of(), CapabilityChanges.NONE);

  /** An answer, and what it was made from: a plugin may learn more. */
  private record Answer(Capabilities declared, Capabilities effective) {}

  private final List<CapabilityRow> rows;
  private final CapabilityChanges entry;
  private final boolean silent;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /**
   * An overlay.
   *
   * @param rows those about the backend's type
   * @param entry what the backend's own entry says
   */
  public CapabilityOverlay(List<CapabilityRow> rows, CapabilityChanges entry) {
    this.rows = List.copyOf(rows);
    this.entry = entry;
    this.silent = rows.isEmpty() && entry.equals(CapabilityChanges.NONE);
  }

  /** What is known of a model, given what its plugin declares; what it does not offer stays so. */
  public Capabilities on(String model, Capabilities declared) {
    if (silent || declared.refusal().isPresent()) {
      return declared;
    }
    Answer known = answers.get(model);
    if (known != null && same(known.declared, declared)) {
      return known.effective;
    }
    Capabilities effective = declared;
    for (CapabilitySource source : sources(model)) {
      effective = source.changes().on(effective);
    }
    if (model.length() <= LONGEST_NAME) {
      if (answers.size() >= MOST_MODELS) {
        answers.clear();
      }
      answers.put(model, new Answer(declared, effective));
    }
    return effective;
  }

  private static boolean same(Capabilities known, Capabilities declared) {
    return known == declared
        || (known.features().equals(declared.features())
            && known.refused().equals(declared.refused())
            && known.contextTokens().equals(declared.contextTokens())
            && known.maxOutputTokens().equals(declared.maxOutputTokens())
            && known.traits().equals(declared.traits()));
  }

  /** Who knows something of a model beside its plugin, in the order that it is applied. */
  public List<CapabilitySource> sources(String model) {
    Stream<CapabilitySource> matching =
        rows.stream()
            .filter(row -> row.isAboutModel(model))
            .map(row -> new CapabilitySource(row.place(), row.changes()));
    List<CapabilitySource> sources = matching.collect(Collectors.toCollection(ArrayList::new));
    if (!entry.equals(CapabilityChanges.NONE)) {
      sources.add(new CapabilitySource(CapabilitySource.ENTRY, entry));
    }
    return sources;
  }
}
