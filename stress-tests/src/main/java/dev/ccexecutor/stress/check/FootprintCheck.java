package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.evidence.ServerEvidence;
import dev.ccexecutor.stress.scenario.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The server holds no more descriptors and threads than before, and its memory keeps a bound. */
public final class FootprintCheck implements Check {
  private static final String OUTPUT_FILES = "/executions/";

  /** Each of four threads keeps those open that it has read last, for whoever reads on. */
  private static final int MOST_SPOOL_FILES = 64;

  private static final String NOT_TOLD =
      "only of the suite's own server is it known that nobody else uses it";

  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    ServerEvidence server = evidence.server();
    Expectation expect = evidence.scenario().expect();
    List<Finding> findings = new ArrayList<>();
    findings.add(notMore("open files", server.before().openFiles(), server.after().openFiles()));
    findings.add(notMore("threads", server.before().threads(), server.after().threads()));
    findings.add(memory(expect.residentBytesAtMost(), server.peakResidentBytes()));
    if (expect.growthBytes() != null) {
      findings.add(growth(expect.growthBytes(), server));
    }
    return findings;
  }

  private static Finding notMore(
      String name, Optional<List<String>> before, Optional<List<String>> after) {
    if (before.isEmpty() || after.isEmpty()) {
      return Finding.notMade(name, "no more than before", NOT_TOLD);
    }
    List<String> more = new ArrayList<>(after.get());
    before.get().forEach(more::remove);
    boolean held = isNoMore(before.get(), after.get());
    return Finding.of(
        name,
        held,
        "no more than " + before.get().size(),
        after.get().size() + (more.isEmpty() ? "" : ", new are " + more));
  }

  /** Whether what is held is no more than before, but for files of output that may stay open. */
  public static boolean isNoMore(List<String> before, List<String> after) {
    return count(after, false) <= count(before, false) && count(after, true) <= MOST_SPOOL_FILES;
  }

  private static long count(List<String> names, boolean ofOutput) {
    return names.stream().filter(name -> name.contains(OUTPUT_FILES) == ofOutput).count();
  }

  private static Finding memory(long most, OptionalLong peak) {
    String expected = "at most " + mebibytes(most);
    return peak.isEmpty()
        ? Finding.notMade("memory", expected, NOT_TOLD)
        : Finding.of("memory", peak.getAsLong() <= most, expected, mebibytes(peak.getAsLong()));
  }

  private static Finding growth(long most, ServerEvidence server) {
    String name = "growth of memory";
    String expected = "at most " + mebibytes(most) + " in the second half";
    if (server.peakResidentBytes().isEmpty() || server.middleResidentBytes().isEmpty()) {
      return Finding.notMade(name, expected, NOT_TOLD);
    }
    long grown = server.peakResidentBytes().getAsLong() - server.middleResidentBytes().getAsLong();
    return Finding.of(name, grown <= most, expected, mebibytes(grown));
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
