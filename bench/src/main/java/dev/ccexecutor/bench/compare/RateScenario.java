package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.compare.Lane.Base;
import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** How many {@code /bin/true} per second, over several connections that keep some in flight. */
final class RateScenario implements Scenario {
  private static final Metric RATE = Metric.moreIsBetter("processes/s", 0);
  private static final int CONNECTIONS = 8;
  private static final int DEEP = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Contenders contenders;

  RateScenario(Contenders contenders) {
    this.contenders = contenders;
  }

  @Override
  public String name() {
    return "rate";
  }

  @Override
  public ResultTable measure(Pace pace) throws IOException, InterruptedException {
    ResultTable table =
        new ResultTable(
            name(),
            "Processes per second, %d connections".formatted(CONNECTIONS),
            List.of(Base.FLOOR, Base.THIS_SERVER),
            List.of(RATE));
    try (StartedServers servers = new StartedServers()) {
      Turns shallow = new Turns(table, lanes(1));
      Turns deep = new Turns(table, lanes(DEEP));
      deep.once(lane -> warmUp(servers, lane, pace));
      shallow.rounds(pace.rounds(), lane -> table.add(lane, RATE, run(servers, lane, 1, pace)));
      deep.rounds(pace.rounds(), lane -> table.add(lane, RATE, run(servers, lane, DEEP, pace)));
    }
    return table;
  }

  private List<Lane> lanes(int depth) {
    List<Lane> lanes = new ArrayList<>();
    for (Contender contender : contenders.all()) {
      if (depth == 1 || !contender.isConnectionPerProcess()) {
        lanes.add(
            new Lane(
                label(contender.name(), depth),
                contender,
                OutputForm.BINARY,
                ChildCommand.TRUE,
                Map.of(
                    Base.FLOOR, label(Floor.NAME, depth),
                    Base.THIS_SERVER, label(ThisServer.NAME, depth))));
      }
    }
    return lanes;
  }

  private static String label(String contender, int depth) {
    return "%s, %d in flight on each".formatted(contender, depth);
  }

  private static void warmUp(StartedServers servers, Lane lane, Pace pace)
      throws IOException, InterruptedException, ExecutionException {
    long started = 0;
    while (lane.contender().needsWarmUp() && started < pace.warmUpStarts()) {
      started += Math.round(run(servers, lane, DEEP, pace) * pace.rateTime().toMillis() / 1000);
    }
  }

  /** Processes per second, until the last one that was started has ended. */
  private static double run(StartedServers servers, Lane lane, int depth, Pace pace)
      throws IOException, InterruptedException, ExecutionException {
    RunningContender server = servers.of(lane);
    long begin = System.nanoTime();
    long end = begin + pace.rateTime().toNanos();
    List<Callable<Long>> workers = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      workers.add(() -> keepInFlight(server, lane, depth, end));
    }
    long processes = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (Future<Long> done : executor.invokeAll(workers)) {
        processes += done.get();
      }
    }
    return processes * NANOS_PER_SECOND / (System.nanoTime() - begin);
  }

  private static long keepInFlight(RunningContender server, Lane lane, int depth, long end)
      throws IOException {
    List<String> argv = lane.command().argv();
    try (Conversation conversation = server.converse(lane.form(), PATIENCE)) {
      for (int i = 0; i < depth; i++) {
        conversation.start(argv);
      }
      long ended = 0;
      long inFlight = depth;
      while (inFlight > 0) {
        conversation.awaitEnd();
        ended++;
        if (System.nanoTime() - end < 0) {
          conversation.start(argv);
        } else {
          inFlight--;
        }
      }
      return ended;
    }
  }
}
