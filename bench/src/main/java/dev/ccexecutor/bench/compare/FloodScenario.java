package dev.ccexecutor.bench.compare;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** Output as fast as it comes: MB/s, and what it costs. */
final class FloodScenario implements Scenario {
  private static final Metric RATE = Metric.moreIsBetter("MB/s", 0);
  private static final Metric SERVER_TIME = Metric.lessIsBetter("server CPU s/GB", 2);
  private static final Metric ALL_TIME = Metric.shown("server, child and kernel CPU s/GB", 2);
  private static final Metric WIRE_RATE = Metric.shown("MB/s on the wire", 0);

  private final String name;
  private final String title;
  private final int connections;
  private final int executionsOnEach;
  private final List<Lane> lanes;

  private FloodScenario(
      String name, String title, int connections, int executionsOnEach, List<Lane> lanes) {
    this.name = name;
    this.title = title;
    this.connections = connections;
    this.executionsOnEach = executionsOnEach;
    this.lanes = lanes;
  }

  /** One execution on one connection, with all kinds of text. */
  static FloodScenario ofOne(Contender thisServer, List<Contender> others) {
    List<Lane> lanes = new ArrayList<>();
    for (ChildCommand text : List.of(ChildCommand.YES, ChildCommand.ASCII, ChildCommand.UTF_8)) {
      lanes.add(own(thisServer, OutputForm.BINARY, text));
      lanes.add(own(thisServer, OutputForm.TEXT, text));
    }
    lanes.add(own(thisServer, OutputForm.BASE64, ChildCommand.YES));
    lanes.addAll(lanesOf(others, thisServer));
    return new FloodScenario("flood", "Flood of one execution", 1, 1, lanes);
  }

  /** Several connections with one execution each. */
  static FloodScenario ofConnections(int count, Contender thisServer, List<Contender> others) {
    return new FloodScenario(
        "flood-%d".formatted(count),
        "Flood of %d executions on as many connections".formatted(count),
        count,
        1,
        bothForms(thisServer, others));
  }

  /** One connection with several executions. */
  static FloodScenario ofExecutions(int count, Contender thisServer, List<Contender> others) {
    List<Contender> able =
        others.stream().filter(contender -> !contender.isConnectionPerProcess()).toList();
    return new FloodScenario(
        "flood-1x%d".formatted(count),
        "Flood of %d executions on one connection".formatted(count),
        1,
        count,
        bothForms(thisServer, able));
  }

  private static List<Lane> bothForms(Contender thisServer, List<Contender> others) {
    List<Lane> lanes = new ArrayList<>();
    lanes.add(own(thisServer, OutputForm.BINARY, ChildCommand.YES));
    lanes.add(own(thisServer, OutputForm.TEXT, ChildCommand.YES));
    lanes.addAll(lanesOf(others, thisServer));
    return lanes;
  }

  private static Lane own(Contender thisServer, OutputForm form, ChildCommand text) {
    return new Lane(
        label(thisServer, form, text),
        label(thisServer, OutputForm.BINARY, text),
        thisServer,
        form,
        text);
  }

  /** Others know only binary, or are measured only with it. */
  private static List<Lane> lanesOf(List<Contender> others, Contender thisServer) {
    String base = label(thisServer, OutputForm.BINARY, ChildCommand.YES);
    return others.stream()
        .map(
            contender ->
                new Lane(contender.name(), base, contender, OutputForm.BINARY, ChildCommand.YES))
        .toList();
  }

  private static String label(Contender contender, OutputForm form, ChildCommand text) {
    return "%s, %s, %s"
        .formatted(contender.name(), form.name().toLowerCase(Locale.ROOT), text.title());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ResultTable measure(Pace pace) throws IOException, InterruptedException {
    ResultTable table = new ResultTable(name, title, RATE, SERVER_TIME, ALL_TIME, WIRE_RATE);
    try (StartedServers servers = new StartedServers()) {
      Turns turns = new Turns(table, lanes);
      turns.once(lane -> run(servers, lane, pace)); // Until the code is compiled.
      turns.rounds(pace.rounds(), lane -> record(table, lane, run(servers, lane, pace)));
    }
    return table;
  }

  private FloodRun.Result run(StartedServers servers, Lane lane, Pace pace)
      throws IOException, InterruptedException, ExecutionException {
    return FloodRun.measure(servers.of(lane), lane, connections, executionsOnEach, pace);
  }

  private static void record(ResultTable table, Lane lane, FloodRun.Result result) {
    table.add(lane, RATE, result.megabytesPerSecond());
    table.add(lane, SERVER_TIME, result.serverSecondsPerGigabyte());
    table.add(lane, ALL_TIME, result.allSecondsPerGigabyte());
    table.add(lane, WIRE_RATE, result.wireMegabytesPerSecond());
  }
}
