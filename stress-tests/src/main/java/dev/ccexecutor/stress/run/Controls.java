package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.stress.evidence.ControlEvidence;
import dev.ccexecutor.stress.scenario.ControlStep;
import dev.ccexecutor.stress.scenario.RandomControls;
import dev.ccexecutor.stress.scenario.Scenario;
import dev.ccexecutor.stress.server.ProcessFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Controls one execution as its scenario says, one control after the other. For one thread. */
final class Controls {
  /** A signal that does nothing to what runs, so that it may come at any time. */
  private static final String HARMLESS_SIGNAL = "CONT";

  private static final String STOPPED = "T";
  private static final String GONE = "Z";

  private final ExecutorClient client;
  private final String id;
  private final boolean here;
  private final CompletableFuture<?> end;
  private final List<ControlEvidence> done = new ArrayList<>();

  /**
   * For an execution.
   *
   * @param here whether /proc tells of its processes
   * @param end completes with it
   */
  Controls(ExecutorClient client, String id, boolean here, CompletableFuture<?> end) {
    this.client = client;
    this.id = id;
    this.here = here;
    this.end = end;
  }

  /** What has come of all of them. */
  List<ControlEvidence> run(Scenario scenario, Random random) throws InterruptedException {
    long start = System.nanoTime();
    for (ControlStep step : scenario.controls()) {
      sleepUntil(start + TimeUnit.MILLISECONDS.toNanos(step.afterMillis()));
      control(step.type(), step.signal());
    }
    if (scenario.randomControls() != null) {
      runRandom(scenario.randomControls(), random);
    }
    return done;
  }

  private void runRandom(RandomControls controls, Random random) throws InterruptedException {
    for (int count = 0; count < controls.count() && !end.isDone(); count++) {
      double seconds = 2 * random.nextDouble() * controls.everySeconds();
      sleepUntil(System.nanoTime() + Math.round(seconds * 1e9));
      ControlType type = controls.of().get(random.nextInt(controls.of().size()));
      control(type, type == ControlType.SIGNAL ? HARMLESS_SIGNAL : null);
    }
    control(ControlType.RESUME, null);
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  private void control(ControlType type, String signal) throws InterruptedException {
    long asked = System.nanoTime();
    String error = "";
    try {
      Waiting.answer(client.control(new ControlParams(type, id, signal, null)));
    } catch (ExecutionException failed) {
      error = Failures.describe(failed);
    } catch (TimeoutException silent) {
      error = "no answer";
    }
    double millis = (System.nanoTime() - asked) / 1e6;
    OptionalInt without = error.isEmpty() ? withoutEffect(type) : OptionalInt.empty();
    done.add(new ControlEvidence(type, millis, error, without));
  }

  private OptionalInt withoutEffect(ControlType type) {
    if (!here || (type != ControlType.PAUSE && type != ControlType.RESUME)) {
      return OptionalInt.empty();
    }
    boolean shouldStand = type == ControlType.PAUSE;
    return OptionalInt.of(
        (int)
            ProcessFacts.withValueInEnvironment(id).stream()
                .filter(pid -> isOtherThan(shouldStand, pid))
                .count());
  }

  /** A zombie neither stands nor runs. */
  private static boolean isOtherThan(boolean shouldStand, long pid) {
    String state = ProcessFacts.state(pid).orElse(GONE);
    boolean stands = state.equals(STOPPED) || ProcessFacts.isFrozen(pid);
    return !state.equals(GONE) && stands != shouldStand;
  }
}
