package org.jackfield.plugin.llamacpp.generate;

import java.util.ArrayList;
import java.util.List;

/** A whole answer, read to its end. */
record Answer(String text, List<String> pieces, GenerationEvent.End end) {
  static Answer read(Generation generation) {
    List<String> pieces = new ArrayList<>();
    while (true) {
      switch (generation.next()) {
        case GenerationEvent.Reading reading -> {}
        case GenerationEvent.Piece piece -> pieces.add(piece.text());
        case GenerationEvent.End end -> {
          generation.close();
          return new Answer(String.join("", pieces), List.copyOf(pieces), end);
        }
      }
    }
  }
}
