package dev.ccexecutor.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What one figure came to, round after round. For one thread. */
final class Series {
  private final List<Double> rounds = new ArrayList<>();

  void add(double value) {
    rounds.add(value);
  }

  boolean isEmpty() {
    return rounds.isEmpty();
  }

  List<Double> rounds() {
    return List.copyOf(rounds);
  }

  double median() {
    return median(rounds);
  }

  double lowest() {
    return sorted(rounds).getFirst();
  }

  double highest() {
    return sorted(rounds).getLast();
  }

  /**
   * How many times the other it is: the median of the rounds' own ratios, because both were
   * measured close together in each round, and what else the machine did then met both.
   */
  double ratioTo(Series other) {
    if (rounds.size() != other.rounds.size()) {
      return median() / other.median();
    }
    return median(
        IntStream.range(0, rounds.size())
            .mapToObj(round -> rounds.get(round) / other.rounds.get(round))
            .toList());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = sorted(values);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static List<Double> sorted(List<Double> values) {
    return values.stream().sorted().toList();
  }
}
