package org.jackfield.dist.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How much a figure grows with each change: the median of the slopes between all pairs of samples
 * (Theil and Sen). A leak shows in nearly every pair; one sample that happened to have a compiler
 * thread or a buffer more moves it not at all, which a line by least squares would follow.
 */
final class Trend {
  private Trend() {}

  /** The growth for each change; 0 for fewer than two samples. */
  static double of(List<Figures> samples, ToDoubleFunction<Figures> figure) {
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      for (int j = i + 1; j < samples.size(); j++) {
        Figures one = samples.get(i);
        Figures other = samples.get(j);
        slopes.add(
            (figure.applyAsDouble(other) - figure.applyAsDouble(one))
                / (other.changes() - one.changes()));
      }
    }
    slopes.sort(null);
    return slopes.isEmpty() ? 0 : slopes.get(slopes.size() / 2);
  }
}
