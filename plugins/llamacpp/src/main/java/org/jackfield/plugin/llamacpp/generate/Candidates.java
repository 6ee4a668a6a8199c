package org.jackfield.plugin.llamacpp.generate;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Scratch memory in which one token is chosen: the scores of the whole vocabulary and the
 * candidates that are left. Used again for every token; belongs to one thread.
 */
final class Candidates {
  final float[] scores;
  private int[] ids = new int[256];
  private double[] weights = new double[256];
  private long[] ranked = new long[256];
  private float[] heap = new float[64];
  private int size;

  Candidates(int vocabularySize) {
    scores = new float[vocabularySize];
  }

  void read(MemorySegment logits) {
    MemorySegment.copy(logits, JAVA_FLOAT, 0, scores, 0, scores.length);
  }

  int size() {
    return size;
  }

  int id(int index) {
    return ids[index];
  }

  /** Share of the candidate, in no particular unit. */
  double weight(int index) {
    return weights[index];
  }

  /** The highest score's token, the lowest id among equals; -1 when no score is a number. */
  int best() {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > highest) {
        highest = scores[i];
        best = i;
      }
    }
    return best;
  }

  /**
   * Keeps the k highest scores and what ties with the last of them; all when k is 0. Scores that
   * are no number go.
   */
  void keepTop(int k) {
    size = 0;
    float floor = Float.NEGATIVE_INFINITY;
    int highest = 0;
    int limit = k == 0 || k >= scores.length ? 0 : k;
    if (heap.length < limit) {
      heap = new float[limit];
    }
    // One pass: the floor, the lowest of the k highest so far, only rises, so that all that is kept
    // in the end was above it when it came. Most scores are turned away by one comparison.
    for (int i = 0; i < scores.length; i++) {
      float score = scores[i];
      if (!(score >= floor) || score == Float.NEGATIVE_INFINITY) {
        continue;
      }
      add(i);
      if (highest < limit) {
        heap[highest++] = score;
        floor = highest == limit ? lowest(limit) : floor;
      } else if (limit > 0 && score > floor) {
        heap[0] = score;
        sink(0, limit);
        floor = heap[0];
      }
    }
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (scores[ids[i]] >= floor) {
        ids[kept++] = ids[i];
      }
    }
    size = kept;
  }

  /** Makes a heap of the k, and gives its lowest. */
  private float lowest(int k) {
    for (int i = k / 2 - 1; i >= 0; i--) {
      sink(i, k);
    }
    return heap[0];
  }

  private void add(int id) {
    if (size == ids.length) {
      int more = Math.min(scores.length, size * 4);
      ids = Arrays.copyOf(ids, more);
      weights = Arrays.copyOf(weights, more);
    }
    ids[size++] = id;
  }

  private void sink(int start, int k) {
    int at = start;
    float moving = heap[at];
    while (true) {
      int child = 2 * at + 1;
      if (child >= k) {
        break;
      }
      if (child + 1 < k && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= moving) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moving;
  }

  /** Turns scores into weights, the highest being 1; an infinite score leaves no candidate. */
  void soften(double temperature) {
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      highest = Math.max(highest, scores[ids[i]]);
    }
    if (highest == Float.POSITIVE_INFINITY) {
      size = 0;
    }
    for (int i = 0; i < size; i++) {
      // Divided in f32, as the reference does, then everything in f64.
      double scaled = scores[ids[i]] / (float) temperature;
      weights[i] = Math.exp(scaled - highest / (float) temperature);
    }
  }

  /** Keeps the likeliest that together reach the share, always at least one. */
  void keepShare(double share) {
    double total = total();
    // What is no likelier than this cannot be among the kept, even all together: few are left to be
    // sorted.
    double floor = (1 - share) * total / size;
    int survivors = 0;
    if (ranked.length < size) {
      ranked = new long[size];
    }
    for (int i = 0; i < size; i++) {
      if (weights[i] >= floor) {
        // Ties go to the lower index, so that the order does not depend on the sort.
        ranked[survivors++] = ((long) sortable(scores[ids[i]]) << 32) | (Integer.MAX_VALUE - i);
      }
    }
    Arrays.sort(ranked, 0, survivors);
    double reached = 0;
    int kept = 0;
    int[] keptIds = new int[survivors];
    double[] keptWeights = new double[survivors];
    for (int r = survivors - 1; r >= 0 && (kept == 0 || reached < share * total); r--) {
      int i = Integer.MAX_VALUE - (int) ranked[r];
      keptIds[kept] = ids[i];
      keptWeights[kept] = weights[i];
      reached += weights[i];
      kept++;
    }
    System.arraycopy(keptIds, 0, ids, 0, kept);
    System.arraycopy(keptWeights, 0, weights, 0, kept);
    size = kept;
  }

  /** Keeps those of at least that share of the likeliest one's weight. */
  void keepWithin(double share) {
    double highest = 0;
    for (int i = 0; i < size; i++) {
      highest = Math.max(highest, weights[i]);
    }
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (weights[i] >= share * highest) {
        ids[kept] = ids[i];
        weights[kept++] = weights[i];
      }
    }
    size = kept;
  }

  /** The candidate at that part, from 0 to 1, of the whole weight. */
  int at(double part) {
    double left = part * total();
    for (int i = 0; i < size; i++) {
      left -= weights[i];
      if (left < 0) {
        return ids[i];
      }
    }
    return ids[size - 1];
  }

  private double total() {
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += weights[i];
    }
    return total;
  }

  /** An int in the order of the float. */
  private static int sortable(float score) {
    int bits = Float.floatToIntBits(score);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }
}
