package dev.ccexecutor.bench;

import java.util.ArrayList;
import java.util.List;

/** How many processes per second there were in each of several rounds. For one thread. */
final class Rates {
  private final String name;
  private final List<Double> rounds = new ArrayList<>();

  Rates(String name) {
    this.name = name;
  }

  void add(double perSecond) {
    rounds.add(perSecond);
  }

  double median() {
    return sorted().get(rounds.size() / 2);
  }

  /** The median of the rounds, with the lowest and the highest. */
  String row() {
    List<Double> sorted = sorted();
    return "| %s | %,.0f (%,.0f–%,.0f) | %d |"
        .formatted(name, median(), sorted.getFirst(), sorted.getLast(), sorted.size());
  }

  static String heading() {
    return "| figure | processes per second (rounds) | rounds |\n|---|---|---|";
  }

  private List<Double> sorted() {
    return rounds.stream().sorted().toList();
  }
}
