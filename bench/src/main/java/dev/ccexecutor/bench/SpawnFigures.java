package dev.ccexecutor.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * From the order of {@code /bin/true} to {@code process.started} and {@code process.completed}, one
 * after the other over one connection, and beside it the bare call.
 */
final class SpawnFigures {
  private static final byte[] TRUE = RemoteProcesses.execution(List.of("/bin/true"));

  private final Latencies bare = new Latencies("bare posix_spawn and wait");
  private final Latencies started = new Latencies("/bin/true: request to process.started");
  private final Latencies completed = new Latencies("/bin/true: request to process.completed");
  private final RemoteProcesses processes;

  private SpawnFigures(RemoteProcesses processes) {
    this.processes = processes;
  }

  /** Both kinds alternate, so that what else the machine does meets both. */
  static List<Latencies> measure(InetSocketAddress address, Effort effort) throws IOException {
    try (RemoteProcesses processes = new RemoteProcesses(address)) {
      SpawnFigures all = new SpawnFigures(processes);
      for (int round = 0; round < effort.rounds(); round++) {
        all.bare.beginRound();
        all.started.beginRound();
        all.completed.beginRound();
        for (int i = 0; i < effort.spawns(); i++) {
          all.measureBare();
          all.measureRemote();
        }
      }
      return List.of(all.bare, all.started, all.completed);
    }
  }

  /** Until the server's code, and this one's, is compiled. */
  static void warmUp(InetSocketAddress address, int times) throws IOException {
    BareSpawn spawn = new BareSpawn();
    try (RemoteProcesses processes = new RemoteProcesses(address)) {
      for (int i = 0; i < times; i++) {
        spawn.runOnce();
        processes.send(TRUE);
        processes.awaitCompleted();
      }
    }
  }

  private final BareSpawn bareSpawn = new BareSpawn();

  private void measureBare() {
    long begin = System.nanoTime();
    bareSpawn.runOnce();
    bare.add(System.nanoTime() - begin);
  }

  private void measureRemote() throws IOException {
    long begin = System.nanoTime();
    processes.send(TRUE);
    processes.awaitStarted();
    started.add(System.nanoTime() - begin);
    processes.awaitCompleted();
    completed.add(System.nanoTime() - begin);
  }
}
