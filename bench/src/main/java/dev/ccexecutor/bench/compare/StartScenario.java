package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.ServerUnderTest;
import dev.ccexecutor.bench.compare.Lane.Base;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * From the request of {@code /bin/true} to the message of its end, one after the other on an open
 * connection; where a connection is an execution, from connecting to the end of the connection.
 */
final class StartScenario implements Scenario {
  private static final Metric COLD_MEDIAN = Metric.shown("cold p50, ms", 2);
  private static final Metric COLD_TAIL = Metric.shown("cold p99, ms", 2);
  private static final Metric MEDIAN = Metric.lessIsBetter("p50, ms", 2);
  private static final Metric TAIL = Metric.shown("p99, ms", 2);
  private static final Duration LIFE = Duration.ofMinutes(1);

  private final List<Lane> lanes = new ArrayList<>();

  StartScenario(Contenders contenders) {
    contenders.all().forEach(contender -> lanes.add(Lane.of(contender, ChildCommand.TRUE)));
    lanes.add(Lane.of(contenders.bareStarts(), ChildCommand.TRUE));
  }

  @Override
  public String name() {
    return "start";
  }

  @Override
  public ResultTable measure(Pace pace) throws IOException, InterruptedException {
    ResultTable table =
        new ResultTable(
            name(),
            "From the start of /bin/true to its end",
            List.of(Base.FLOOR, Base.BARE, Base.THIS_SERVER),
            List.of(MEDIAN, TAIL, COLD_MEDIAN, COLD_TAIL));
    table.remark(
        ("cold: the first %d of a new server; then %,d of those that compile while they run, which"
                + " are not shown; then %d in each round")
            .formatted(pace.coldStarts(), pace.warmUpStarts(), pace.starts()));
    if (ServerUnderTest.isStartedByLauncher()) {
      table.remark("this server is started by its launcher, from its AOT cache, as users start it");
    }
    try (StartedServers servers = new StartedServers()) {
      Turns turns = new Turns(table, lanes);
      turns.once(
          lane -> {
            Percentiles cold = new Percentiles(sample(servers, lane, pace.coldStarts()));
            table.add(lane, COLD_MEDIAN, cold.medianMillis());
            table.add(lane, COLD_TAIL, cold.tailMillis());
            if (lane.contender().needsWarmUp()) {
              sample(servers, lane, pace.warmUpStarts());
            }
          });
      turns.rounds(
          pace.rounds(),
          lane -> {
            Percentiles warm = new Percentiles(sample(servers, lane, pace.starts()));
            table.add(lane, MEDIAN, warm.medianMillis());
            table.add(lane, TAIL, warm.tailMillis());
          });
    }
    return table;
  }

  private static long[] sample(StartedServers servers, Lane lane, int count) throws IOException {
    if (lane.contender() instanceof BareStarts bare) {
      return bare.measure(count);
    }
    long[] nanos = new long[count];
    List<String> argv = lane.command().argv();
    try (Conversation conversation = servers.of(lane).converse(lane.form(), LIFE)) {
      for (int i = 0; i < count; i++) {
        long begin = System.nanoTime();
        conversation.start(argv);
        conversation.awaitEnd();
        nanos[i] = System.nanoTime() - begin;
      }
    }
    return nanos;
  }
}
