package org.jackfield.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes other values into a JSON array of which the values are known: one that was there goes back
 * as the very text it was, one that is new is encoded.
 */
public final class ElementSplice {
  private ElementSplice() {}

  /**
   * The elements of the changed array.
   *
   * @param elements the text of each element that was there
   * @param values what each of them says
   * @param changed what the array shall say
   */
  public static <T> List<String> of(
      List<String> elements, List<T> values, List<T> changed, Function<T, String> encode) {
    Map<T, Integer> places = new HashMap<>();
    for (int i = values.size() - 1; i >= 0; i--) {
      places.put(values.get(i), i);
    }
    List<String> spliced = new ArrayList<>(changed.size());
    int next = 0;
    for (T value : changed) {
      // Two that are equal may be spelled differently: each keeps its own spelling while in order.
      boolean inOrder = next < values.size() && values.get(next).equals(value);
      Integer place = inOrder ? Integer.valueOf(next) : places.get(value);
      spliced.add(place == null ? encode.apply(value) : elements.get(place));
      next = place == null ? next : place + 1;
    }
    return spliced;
  }
}
