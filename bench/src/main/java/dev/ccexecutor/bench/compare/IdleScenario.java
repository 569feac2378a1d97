package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.compare.Lane.Base;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a connection costs on which nothing happens. */
final class IdleScenario implements Scenario {
  private static final Metric BEFORE = Metric.shown("RSS before, MB", 1);
  private static final Metric EACH = Metric.lessIsBetter("RSS of each, KiB", 1);
  private static final double BYTES_PER_MEGABYTE = 1e6;
  private static final double BYTES_PER_KIBIBYTE = 1024;
  private static final int WARM_UPS = 50;

  /** The machine needs its memory too. */
  private static final long ENOUGH_BYTES = 1_000_000_000;

  private static final Duration LIFE = Duration.ofMinutes(1);
  private static final long SETTLE_MILLIS = 200;
  private static final int MOST_SETTLINGS = 5;
  private static final double SETTLED = 0.002;

  private final List<Lane> lanes;

  IdleScenario(Contenders contenders) {
    lanes =
        contenders.all().stream().map(contender -> Lane.of(contender, ChildCommand.CAT)).toList();
  }

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public ResultTable measure(Pace pace) throws IOException, InterruptedException {
    ResultTable table =
        new ResultTable(
            name(),
            "Memory of the server for %,d idle connections".formatted(pace.idleConnections()),
            List.of(Base.FLOOR, Base.THIS_SERVER),
            List.of(BEFORE, EACH));
    table.remark("websocketd starts a process for each, which is not counted");
    try (StartedServers servers = new StartedServers()) {
      new Turns(table, lanes)
          .once(lane -> measure(table, lane, servers.of(lane), pace.idleConnections()));
    }
    return table;
  }

  private static void measure(ResultTable table, Lane lane, RunningContender server, int count)
      throws IOException, InterruptedException {
    bytesOfEach(server, Math.min(WARM_UPS, count));
    table.add(lane, BEFORE, settledBytes(server) / BYTES_PER_MEGABYTE);
    table.add(lane, EACH, bytesOfEach(server, count) / BYTES_PER_KIBIBYTE);
  }

  /** Opens fewer if they take too much. */
  private static double bytesOfEach(RunningContender server, int count)
      throws IOException, InterruptedException {
    long before = settledBytes(server);
    Deque<Closeable> connections = new ArrayDeque<>();
    try {
      while (connections.size() < count
          && ProcessMemory.residentBytes(server.pid()) < ENOUGH_BYTES) {
        connections.push(server.connectIdle(LIFE));
      }
      long grown = settledBytes(server) - before;
      return (double) grown / connections.size();
    } finally {
      for (Closeable connection : connections) {
        connection.close();
      }
    }
  }

  /** What compiles itself takes some memory for that, and gives it back a moment later. */
  private static long settledBytes(RunningContender server)
      throws IOException, InterruptedException {
    long before = 0;
    long now = ProcessMemory.residentBytes(server.pid());
    for (int i = 0; i < MOST_SETTLINGS && Math.abs(now - before) > SETTLED * now; i++) {
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
      before = now;
      now = ProcessMemory.residentBytes(server.pid());
    }
    return now;
  }
}
