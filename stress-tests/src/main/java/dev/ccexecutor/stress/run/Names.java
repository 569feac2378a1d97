package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.scenario.Placeholders;
import dev.ccexecutor.stress.scenario.Scenario;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The names of what a scenario starts. Each execution's id is its marker: it is in the log and in
 * the transcript by itself, in the environment as {@code STRESS_MARKER}, and in the output of
 * commands that print that. May be used on any thread.
 */
final class Names {
  private final Scenario scenario;
  private final String marker;
  private final Path work;
  private final long seed;
  private final LongAdder received;
  private final AtomicInteger last = new AtomicInteger();

  /**
   * Names for one run of a scenario.
   *
   * @param marker of the scenario, in the environment as {@code STRESS_SCENARIO}
   * @param work a folder for its commands
   * @param seed of all that is random in it
   * @param received counts the bytes of output that come
   */
  Names(Scenario scenario, String marker, Path work, long seed, LongAdder received) {
    this.scenario = scenario;
    this.marker = marker;
    this.work = work;
    this.seed = seed;
    this.received = received;
  }

  /**
   * One execution's.
   *
   * @param index from 1 on
   * @param marker its id
   */
  record Name(int index, String marker, Placeholders placeholders, long seed) {

    Random random() {
      return new Random(seed);
    }
  }

  Scenario scenario() {
    return scenario;
  }

  String marker() {
    return marker;
  }

  Path work() {
    return work;
  }

  long seed() {
    return seed;
  }

  LongAdder received() {
    return received;
  }

  Name next() {
    int index = last.incrementAndGet();
    String id = "%s-%06d".formatted(marker, index);
    // Each has a seed of its own, whatever order the threads come in.
    long ownSeed = seed * 1_000_003 + index;
    Placeholders placeholders =
        Placeholders.ofTexts(
            Map.of(
                "marker", id,
                "index", Integer.toString(index),
                "work", work.toString(),
                "seed", Long.toString(ownSeed)));
    return new Name(index, id, placeholders, ownSeed);
  }

  /** What its processes have in their environment. */
  Map<String, String> environment(Name name) {
    return Map.of(
        "STRESS_SCENARIO", marker, "STRESS_MARKER", name.marker(), "STRESS_WORK", work.toString());
  }

  /** The scenario's {@code execute}, with this name. */
  ExecuteParams params(Name name) {
    JsonNode filled = name.placeholders().fill(scenario.execute());
    ObjectNode params = (ObjectNode) filled;
    params.put("execution_id", name.marker());
    ObjectNode env =
        params.path("env").isObject() ? (ObjectNode) params.get("env") : params.putObject("env");
    environment(name).forEach(env::put);
    return Json.MAPPER.treeToValue(params, ExecuteParams.class);
  }
}
