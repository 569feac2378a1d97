package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.ControlType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** Controls trees over one connection, and measures until they have obeyed. For one thread. */
final class ControlRun implements AutoCloseable {
  /**
   * The three ends of one control, all from the moment before its request is sent.
   *
   * @param members every member was seen stopped, or dead
   * @param answer the request's answer was read
   * @param completed the end record was read; null where a control has none
   */
  record Ends(Latencies members, Latencies answer, Latencies completed) {}

  private final RemoteProcesses processes;
  private final Background background;
  private final TreeObserver observer = new TreeObserver();

  ControlRun(InetSocketAddress address, Background.Kind kind) throws IOException {
    processes = new RemoteProcesses(address);
    background = Background.begin(kind, address, processes);
  }

  /** One tree for each time: CANCEL without grace, and KILL is what ends it. */
  void cancel(int size, int times, Ends ends)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    for (int i = 0; i < times; i++) {
      try (TreeUnderTest tree = start(size)) {
        background.awaitSteady();
        measure(ControlType.CANCEL, observer.allDead(tree), ends);
      }
    }
  }

  /** One tree for all times, which is resumed after each. */
  void pause(int size, int times, Ends ends)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    try (TreeUnderTest tree = start(size)) {
      for (int i = 0; i < times; i++) {
        background.awaitSteady();
        measure(ControlType.PAUSE, observer.allStopped(tree), ends);
        processes.send(processes.control(ControlType.RESUME));
        processes.awaitAnswer();
        observer.allRunning(tree).get();
      }
      processes.send(processes.control(ControlType.CANCEL));
      processes.awaitCompleted();
    }
  }

  /** How long the observer takes with members that need not be waited for. */
  void observe(int size, int times, Latencies alone)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    try (TreeUnderTest tree = start(size)) {
      for (int i = 0; i < times; i++) {
        long begin = System.nanoTime();
        alone.add(observer.allRunning(tree).get() - begin);
      }
      processes.send(processes.control(ControlType.CANCEL));
      processes.awaitCompleted();
    }
  }

  private TreeUnderTest start(int size) throws IOException {
    processes.send(RemoteProcesses.execution(TreeUnderTest.command(size)));
    return TreeUnderTest.await(processes.awaitStarted(), size);
  }

  private void measure(ControlType type, Future<Long> done, Ends ends)
      throws IOException, InterruptedException, ExecutionException {
    byte[] request = processes.control(type);
    boolean hidden = background.hidesAnswers();
    long begin = System.nanoTime();
    processes.send(request);
    if (hidden) {
      done.get();
    }
    processes.awaitAnswer();
    if (!hidden) {
      ends.answer().add(System.nanoTime() - begin);
    }
    if (ends.completed() != null) {
      processes.awaitCompleted();
    }
    if (ends.completed() != null && !hidden) {
      ends.completed().add(System.nanoTime() - begin);
    }
    ends.members().add(done.get() - begin);
  }

  @Override
  public void close() throws IOException {
    observer.close();
    background.close();
    processes.close();
  }
}
