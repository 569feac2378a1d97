package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.compare.Lane.Base;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a server has in memory while nobody reads a flood. */
final class StallScenario implements Scenario {
  private static final Metric BEFORE = Metric.shown("RSS before, MB", 1);
  private static final Metric END = Metric.shown("RSS at the end, MB", 1);
  private static final Metric HIGHEST = Metric.lessIsBetter("highest RSS, MB", 1);
  private static final double BYTES_PER_MEGABYTE = 1e6;

  /** A server that keeps everything is believed at this point; the machine needs its memory too. */
  private static final long ENOUGH_BYTES = 2_000_000_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final List<Lane> lanes;

  StallScenario(Contenders contenders) {
    lanes =
        contenders.all().stream().map(contender -> Lane.of(contender, ChildCommand.YES)).toList();
  }

  @Override
  public String name() {
    return "stall";
  }

  @Override
  public ResultTable measure(Pace pace) throws IOException, InterruptedException {
    ResultTable table =
        new ResultTable(
            name(),
            "Memory of the server while a flood is not read for %d seconds"
                .formatted(pace.stallTime().toSeconds()),
            List.of(Base.FLOOR, Base.THIS_SERVER),
            List.of(BEFORE, END, HIGHEST));
    try (StartedServers servers = new StartedServers()) {
      new Turns(table, lanes).once(lane -> measure(table, lane, servers.of(lane), pace));
    }
    return table;
  }

  private static void measure(ResultTable table, Lane lane, RunningContender server, Pace pace)
      throws IOException, InterruptedException, ExecutionException {
    FloodRun.measure(server, lane, 1, 1, pace); // One that is read: what a server in use has.
    long before = ProcessMemory.residentBytes(server.pid());
    long highest = before;
    long now = before;
    long end = System.nanoTime() + pace.stallTime().toNanos();
    try (Conversation conversation =
        server.converse(lane.form(), PATIENCE.plus(pace.stallTime()))) {
      conversation.start(lane.command().argv());
      while (System.nanoTime() - end < 0 && now < ENOUGH_BYTES) {
        LockSupport.parkNanos(LOOK_NANOS);
        now = ProcessMemory.residentBytes(server.pid());
        highest = Math.max(highest, now);
      }
    }
    if (now >= ENOUGH_BYTES) {
      table.remark(lane.label() + ": stopped early, at 2 GB");
    }
    table.add(lane, BEFORE, before / BYTES_PER_MEGABYTE);
    table.add(lane, END, now / BYTES_PER_MEGABYTE);
    table.add(lane, HIGHEST, highest / BYTES_PER_MEGABYTE);
  }
}
