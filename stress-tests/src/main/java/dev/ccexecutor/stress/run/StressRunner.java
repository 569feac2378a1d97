package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.check.Finding;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.result.CheckResult;
import dev.ccexecutor.stress.result.LatencySummary;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.ServerFacts;
import dev.ccexecutor.stress.result.StressListener;
import dev.ccexecutor.stress.result.StressRun;
import dev.ccexecutor.stress.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Goes through the scenarios of a plan, one after the other. For one thread. */
final class StressRunner {
  private static final String SERVER_CATEGORY = "server";

  private final RunPlan plan;
  private final Path directory;
  private final RemoteServer given;
  private final StressListener listener;
  private final String marker;
  private final Instant started = Instant.now();
  private final LongAdder received = new LongAdder();
  private final Sampling sampling;
  private final List<ScenarioResult> results = new ArrayList<>();
  private final List<String> markers = new ArrayList<>();
  private final long deadlineNanos;
  private ServerFacts facts;
  private OwnServer shared;
  private Sampling.Running running;
  private int count;
  private boolean interrupted;

  /**
   * A runner that has not begun.
   *
   * @param directory for servers and commands, empty; it stays the caller's
   * @param given the server to use; null to start one
   */
  StressRunner(RunPlan plan, Path directory, RemoteServer given, StressListener listener) {
    this.plan = plan;
    this.directory = directory;
    this.given = given;
    this.facts = new ServerFacts("", "", given == null, OptionalLong.empty(), 0, 0, "", "");
    this.listener = listener;
    this.marker = "stress-" + HexFormat.of().toHexDigits(new Random().nextInt());
    this.sampling = new Sampling(listener, received);
    this.deadlineNanos = System.nanoTime() + Math.round(plan.minutes() * 60e9);
  }

  /** Runs all, and tells what came of it; after an interrupt, what there is. */
  StressRun run() throws Exception {
    try {
      prepare();
      int round = 1;
      do {
        for (Scenario scenario : plan.scenarios()) {
          if (round == 1 || System.nanoTime() - deadlineNanos < 0) {
            runOne(scenario, round);
          }
        }
        round++;
      } while (System.nanoTime() - deadlineNanos < 0);
      endServer();
    } catch (InterruptedException end) {
      interrupted = true; // What there is, is told.
    } finally {
      cleanUp();
    }
    return ended();
  }

  private void prepare() throws Exception {
    Target target = given;
    if (given == null) {
      shared = OwnServer.start(directory.resolve("server"), List.of());
      target = shared;
    }
    facts = target.facts();
    running = sampling.start(target);
  }

  private void cleanUp() throws Exception {
    // Whoever has interrupted this waits for it: it is done to its end.
    boolean again = Thread.interrupted();
    if ((interrupted || again) && given != null) {
      Probes.killAll(given.probe(), marker);
    }
    if (running != null) {
      running.close();
      running = null;
    }
    if (shared != null) {
      shared.destroy();
    }
  }

  private StressRun ended() {
    StressRun run =
        new StressRun(marker, started, Instant.now(), facts, results, sampling.samples());
    listener.onRunEnded(run);
    return run;
  }

  private void runOne(Scenario scenario, int round) throws Exception {
    String name = scenario.name() + (round == 1 ? "" : " #" + round);
    listener.onScenarioStarted(name, scenario.category());
    Optional<String> missing = Requirements.missing(scenario, given);
    ScenarioResult result =
        missing.isPresent()
            ? ScenarioRun.skipped(name, scenario, missing.get())
            : attempt(name, scenario, round);
    results.add(result);
    listener.onScenarioEnded(result);
  }

  private ScenarioResult attempt(String name, Scenario scenario, int round)
      throws InterruptedException {
    Instant began = Instant.now();
    long beganNanos = System.nanoTime();
    try {
      return scenario.needsOwnServer()
          ? onItsOwn(name, scenario, round, began)
          : onTheShared(name, scenario, round, began);
    } catch (InterruptedException end) {
      Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
      results.add(ScenarioRun.without(name, scenario, Outcome.SKIPPED, "interrupted", began, took));
      throw end;
    } catch (Exception failed) {
      Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
      String reason = "it could not be run: " + failed;
      return ScenarioRun.without(name, scenario, Outcome.FAILED, reason, began, took);
    }
  }

  private ScenarioResult onTheShared(String name, Scenario scenario, int round, Instant began)
      throws Exception {
    Target target = given == null ? shared : given;
    running.scenario(name);
    try {
      ScenarioEvidence evidence = observe(target, scenario, round);
      return ScenarioRun.judge(name, evidence, List.of(), began, since(began));
    } finally {
      running.scenario("");
    }
  }

  private ScenarioResult onItsOwn(String name, Scenario scenario, int round, Instant began)
      throws Exception {
    List<String> arguments = scenario.server() == null ? List.of() : scenario.server().arguments();
    OwnServer own = OwnServer.start(directory.resolve("server-" + (count + 1)), arguments);
    try {
      ScenarioEvidence evidence = observe(own, scenario, round);
      List<Finding> end = ServerEnd.of(own, List.of(evidence.marker()));
      return ScenarioRun.judge(name, evidence, end, began, since(began));
    } finally {
      own.destroy();
    }
  }

  private static Duration since(Instant began) {
    return Duration.between(began, Instant.now());
  }

  private ScenarioEvidence observe(Target target, Scenario scenario, int round) throws Exception {
    count++;
    String scenarioMarker = "%s-%04d".formatted(marker, count);
    markers.add(scenarioMarker);
    Path work = Files.createDirectories(directory.resolve("work-" + count));
    long seed = plan.seed() + 31L * scenario.name().hashCode() + round;
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    long most = plan.minutes() > 0 ? Math.max(0, left) : Long.MAX_VALUE;
    Names names = new Names(scenario, scenarioMarker, work, seed, received);
    return new ScenarioRun(target, names, most).observe();
  }

  /** The shared server's end is a scenario of its own. */
  private void endServer() throws InterruptedException {
    running.close();
    running = null;
    if (shared == null) {
      return;
    }
    Instant began = Instant.now();
    String name = "end-of-the-server";
    listener.onScenarioStarted(name, SERVER_CATEGORY);
    List<Finding> findings = ServerEnd.of(shared, markers);
    boolean passed = findings.stream().noneMatch(f -> f.verdict() == Finding.Verdict.BROKEN);
    ScenarioResult result =
        new ScenarioResult(
            name,
            SERVER_CATEGORY,
            passed ? Outcome.PASSED : Outcome.FAILED,
            passed ? "" : "it did not end as it should",
            began,
            since(began),
            0,
            0,
            findings.stream()
                .map(
                    f ->
                        new CheckResult(
                            f.name(), f.verdict() == Finding.Verdict.HELD, f.expected(), f.seen()))
                .toList(),
            LatencySummary.NONE,
            LatencySummary.NONE);
    results.add(result);
    listener.onScenarioEnded(result);
  }
}
