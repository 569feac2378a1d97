package dev.ccexecutor.bench;

import dev.ccexecutor.bench.ControlRun.Ends;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * How long it takes until every process of a tree is dead after CANCEL, and stopped after PAUSE:
 * for trees of several sizes, without and beside floods.
 */
final class ControlFigures {
  private static final int LARGE = 100;
  private static final int[] SIZES = {1, 10, LARGE};
  private static final int LARGE_SHARE = 3;

  private final Map<String, Latencies> figures = new LinkedHashMap<>();
  private final InetSocketAddress address;
  private final Effort effort;

  private ControlFigures(InetSocketAddress address, Effort effort) {
    this.address = address;
    this.effort = effort;
  }

  /** The server shall be warm. */
  static List<Latencies> measure(InetSocketAddress address, Effort effort)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    ControlFigures all = new ControlFigures(address, effort);
    for (int round = 0; round < effort.rounds(); round++) {
      all.figures.values().forEach(Latencies::beginRound);
      all.observerAlone();
      for (Background.Kind kind : Background.Kind.values()) {
        all.beside(kind);
      }
    }
    return all.figures.values().stream().filter(figure -> figure.count() > 0).toList();
  }

  private void observerAlone()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    for (int size : SIZES) {
      try (ControlRun run = new ControlRun(address, Background.Kind.IDLE)) {
        run.observe(size, times(size), figure("observer alone, tree of " + size));
      }
    }
  }

  private void beside(Background.Kind kind)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    try (ControlRun run = new ControlRun(address, kind)) {
      for (int size : SIZES) {
        run.cancel(size, times(size), ends("CANCEL", "dead", size, kind, true));
        run.pause(size, times(size), ends("PAUSE", "stopped", size, kind, false));
      }
    }
  }

  private int times(int size) {
    return size == LARGE ? Math.max(1, effort.controls() / LARGE_SHARE) : effort.controls();
  }

  private Ends ends(String control, String done, int size, Background.Kind kind, boolean hasEnd) {
    String name = "%s, tree of %d, %s: ".formatted(control, size, kind.title());
    return new Ends(
        figure(name + "all " + done),
        figure(name + "answer"),
        hasEnd ? figure(name + "completed") : null);
  }

  private Latencies figure(String name) {
    return figures.computeIfAbsent(
        name,
        missing -> {
          Latencies figure = new Latencies(missing);
          figure.beginRound();
          return figure;
        });
  }
}
