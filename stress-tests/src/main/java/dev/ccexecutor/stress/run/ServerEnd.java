package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.check.Finding;
import dev.ccexecutor.stress.server.ProcessFacts;
import java.util.ArrayList;
import java.util.List;

/** How an own server ends when it is told to. */
final class ServerEnd {

  private ServerEnd() {}

  /**
   * Ends it, and tells what was seen.
   *
   * @param markers of all scenarios that ran on it
   */
  static List<Finding> of(OwnServer server, List<String> markers) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    int exitCode = server.stop();
    findings.add(finding("server's exit code", exitCode == 0, "0", "" + exitCode));
    List<Long> left =
        markers.stream()
            .flatMap(marker -> ProcessFacts.withValueInEnvironment(marker).stream())
            .toList();
    findings.add(
        finding(
            "left by the server",
            left.isEmpty(),
            "no process",
            left.isEmpty() ? "no process" : "" + left));
    return findings;
  }

  private static Finding finding(String name, boolean held, String expected, String seen) {
    return new Finding(name, held ? Finding.Verdict.HELD : Finding.Verdict.BROKEN, expected, seen);
  }
}
