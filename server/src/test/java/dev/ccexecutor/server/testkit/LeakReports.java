package dev.ccexecutor.server.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What Netty's leak detectors have reported, on whatever thread. */
final class LeakReports {
  private static final ConcurrentLinkedQueue<String> REPORTS = new ConcurrentLinkedQueue<>();

  private LeakReports() {}

  static void add(String report) {
    REPORTS.add(report);
  }

  /** Takes out those with this text, and tells whether there were any. */
  static boolean remove(String text) {
    return REPORTS.removeIf(report -> report.contains(text));
  }

  /** Takes all out. */
  static List<String> take() {
    List<String> taken = new ArrayList<>();
    for (String report = REPORTS.poll(); report != null; report = REPORTS.poll()) {
      taken.add(report);
    }
    return taken;
  }
}
