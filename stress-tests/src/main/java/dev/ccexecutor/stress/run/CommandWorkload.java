package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.stress.evidence.FaultEvidence;
import dev.ccexecutor.stress.fault.CuttingProxy;
import dev.ccexecutor.stress.scenario.Fault;
import dev.ccexecutor.stress.scenario.Scenario;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Commands by the Java client: so many connections, so many executions on each. */
final class CommandWorkload implements Workload {
  private final Target target;
  private final Names names;
  private final Scenario scenario;
  private final StartPace pace;
  private final long untilNanos;
  private final CountDownLatch firstStarts;

  /**
   * One that has not begun.
   *
   * @param mostMillis of {@code for_seconds}: what is left of the whole run
   */
  CommandWorkload(Target target, Names names, long mostMillis) {
    this.target = target;
    this.names = names;
    this.scenario = names.scenario();
    this.pace = new StartPace(scenario.rate());
    double forSeconds = scenario.forSeconds() == null ? 0 : scenario.forSeconds();
    long forNanos =
        Math.min(Math.round(forSeconds * 1e9), TimeUnit.MILLISECONDS.toNanos(mostMillis));
    this.untilNanos = System.nanoTime() + forNanos;
    this.firstStarts = new CountDownLatch(scenario.clientCount() * scenario.executionsPerClient());
  }

  @Override
  public void run(Gathered gathered) throws Exception {
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < scenario.clientCount(); number++) {
        clients.add(
            threads.submit(
                () -> {
                  runClient(gathered);
                  return null;
                }));
      }
      try {
        if (scenario.has(Fault.Type.KILL_SERVER)) {
          killServer(gathered);
        }
        for (Future<?> client : clients) {
          await(client);
        }
      } finally {
        threads.shutdownNow(); // Else its close would wait, after an interrupt too.
      }
    }
  }

  private static void await(Future<?> client) throws Exception {
    try {
      client.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  private void killServer(Gathered gathered) throws Exception {
    Fault fault = scenario.fault(Fault.Type.KILL_SERVER);
    boolean began = firstStarts.await(scenario.deadlineMillis(), TimeUnit.MILLISECONDS);
    Thread.sleep(fault.afterMillis());
    ((OwnServer) target).crashAndRestart();
    gathered.add(new FaultEvidence(fault.type(), 1, began ? 1 : 0));
  }

  private void runClient(Gathered gathered) throws Exception {
    Optional<Fault> cut =
        scenario.faults().stream()
            .filter(f -> f.type() == Fault.Type.DISCONNECT || f.type() == Fault.Type.VANISH)
            .findFirst();
    if (cut.isEmpty()) {
      runClient(gathered, target.uri());
      return;
    }
    Fault fault = cut.get();
    int times = fault.timesOrOnce();
    try (CuttingProxy proxy = CuttingProxy.start(target.uri(), fault.afterBytes(), times)) {
      runClient(gathered, proxy.uri());
      gathered.add(new FaultEvidence(fault.type(), times, proxy.cuts()));
    }
  }

  private void runClient(Gathered gathered, URI uri) throws Exception {
    boolean staysAway = scenario.has(Fault.Type.VANISH) || scenario.has(Fault.Type.KILL_SERVER);
    ClientOptions options = target.options();
    ExecutorClient client =
        Waiting.answer(
            ExecutorClient.connect(uri, staysAway ? options.withReconnectMillis(0) : options));
    try {
      do {
        runBatch(client, gathered);
      } while (System.nanoTime() - untilNanos < 0);
    } finally {
      client.close();
    }
    Waiting.answer(client.closed().exceptionally(lost -> null));
  }

  private void runBatch(ExecutorClient client, Gathered gathered) throws Exception {
    Semaphore turns = new Semaphore(scenario.atOncePerClient());
    List<Future<?>> executions = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int number = 0; number < scenario.executionsPerClient(); number++) {
          turns.acquire();
          pace.await();
          executions.add(threads.submit(() -> runOne(client, gathered, turns)));
        }
        for (Future<?> execution : executions) {
          await(execution);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private Void runOne(ExecutorClient client, Gathered gathered, Semaphore turns)
      throws InterruptedException {
    try {
      new ExecutionRun(target, names, gathered).run(client, firstStarts::countDown);
    } finally {
      turns.release();
    }
    return null;
  }
}
