package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.stress.evidence.ControlEvidence;
import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.FaultEvidence;
import dev.ccexecutor.stress.evidence.Refusal;
import dev.ccexecutor.stress.fault.Killing;
import dev.ccexecutor.stress.scenario.Fault;
import dev.ccexecutor.stress.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One execution, from its start to what is known of its end. For one thread. */
final class ExecutionRun {
  private final Target target;
  private final Names names;
  private final Names.Name name;
  private final Gathered gathered;
  private final OutputRecorder recorder;

  /** After which it counts as hanging, by {@link System#nanoTime}. */
  private final long deadlineNanos;

  private double startMillis;

  /** One that was not started yet. */
  ExecutionRun(Target target, Names names, Gathered gathered) {
    this.target = target;
    this.names = names;
    this.name = names.next();
    this.gathered = gathered;
    this.deadlineNanos =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(names.scenario().deadlineMillis());
    this.recorder =
        new OutputRecorder(ReleasePace.of(names.scenario().consumer()), names.received());
  }

  /** Runs it by this client, and tells what was seen. */
  void run(ExecutorClient client, Runnable onStarted) throws InterruptedException {
    long asked = System.nanoTime();
    try {
      RemoteExecution execution = Waiting.answer(client.execute(names.params(name), recorder));
      startMillis = (System.nanoTime() - asked) / 1e6;
      onStarted.run();
      follow(client, execution);
    } catch (ExecutionException failed) {
      onStarted.run();
      Optional<Refusal> refusal = Failures.refusal(failed);
      String trouble = "it was not started: " + Failures.describe(failed);
      tell(
          Optional.empty(),
          refusal,
          refusal.isPresent() ? Optional.empty() : Optional.of(trouble),
          false,
          List.of());
    } catch (TimeoutException silent) {
      onStarted.run();
      hang(client, "no answer to execute");
    }
  }

  private void follow(ExecutorClient client, RemoteExecution execution)
      throws InterruptedException {
    Scenario scenario = names.scenario();
    kill(scenario, execution);
    List<ControlEvidence> controls =
        new Controls(client, name.marker(), target.isHere(), execution.completion())
            .run(scenario, name.random());
    try {
      ProcessCompleted end =
          execution
              .completion()
              .get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      tell(Optional.of(end), Optional.empty(), Optional.empty(), true, controls);
    } catch (ExecutionException lost) {
      askForTheEnd(Failures.describe(lost), controls);
    } catch (TimeoutException late) {
      hang(client, "it has not ended in " + scenario.deadlineMillis() / 1000 + " s");
    }
  }

  private void kill(Scenario scenario, RemoteExecution execution) throws InterruptedException {
    for (Fault fault : scenario.faults()) {
      if (fault.type() == Fault.Type.KILL_CHILD || fault.type() == Fault.Type.KILL_LEADER) {
        Thread.sleep(fault.afterMillis());
        boolean made = Killing.kill(fault.type(), name.marker(), execution.pid());
        gathered.add(new FaultEvidence(fault.type(), 1, made ? 1 : 0));
      }
    }
  }

  /** Its own client has lost it, as some scenarios want; another one may know what became of it. */
  private void askForTheEnd(String lostBecause, List<ControlEvidence> controls)
      throws InterruptedException {
    Scenario scenario = names.scenario();
    boolean wanted = scenario.has(Fault.Type.VANISH) || scenario.has(Fault.Type.KILL_SERVER);
    Optional<String> trouble = wanted ? Optional.empty() : Optional.of(lostBecause);
    Ends.End end = Ends.await(target, name.marker());
    tell(end.record(), Optional.empty(), trouble.or(end::trouble), false, controls);
  }

  private void hang(ExecutorClient client, String what) throws InterruptedException {
    client.control(new ControlParams(ControlType.KILL, name.marker(), null, null));
    tell(Optional.empty(), Optional.empty(), Optional.of(what), false, List.of());
  }

  private void tell(
      Optional<ProcessCompleted> end,
      Optional<Refusal> refusal,
      Optional<String> trouble,
      boolean followed,
      List<ControlEvidence> controls) {
    gathered.add(
        new ExecutionEvidence(
            name.marker(),
            name.placeholders(),
            end,
            refusal,
            trouble,
            followed,
            recorder.stdout().seen(),
            recorder.stderr().seen(),
            recorder.reconnects(),
            controls,
            startMillis,
            end.flatMap(known -> Ends.transcript(target, known))));
  }
}
