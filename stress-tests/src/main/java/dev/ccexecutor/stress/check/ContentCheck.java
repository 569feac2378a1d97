package dev.ccexecutor.stress.check;

import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.evidence.StreamEvidence;
import dev.ccexecutor.stress.scenario.StreamExpectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What came is what the command is known to write, its marker in it. */
public final class ContentCheck implements Check {
  private static final int SHOWN = 120;

  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    List<Finding> findings = new ArrayList<>();
    add(
        findings,
        evidence,
        "stdout",
        evidence.scenario().expect().stdout(),
        ExecutionEvidence::stdout);
    add(
        findings,
        evidence,
        "stderr",
        evidence.scenario().expect().stderr(),
        ExecutionEvidence::stderr);
    return findings;
  }

  private static void add(
      List<Finding> findings,
      ScenarioEvidence evidence,
      String name,
      StreamExpectation expected,
      Function<ExecutionEvidence, StreamEvidence> stream) {
    if (expected != null) {
      findings.add(
          EachExecution.judge(
              name,
              describe(expected),
              evidence.started(),
              each -> problem(expected.with(each.placeholders()), stream.apply(each))));
    }
  }

  private static Optional<String> problem(StreamExpectation expected, StreamEvidence seen) {
    if (expected.atLeastBytes() != null && seen.bytes() < expected.atLeastBytes()) {
      return Optional.of(seen.bytes() + " bytes");
    }
    if (expected.startsWith() != null && !seen.head().startsWith(expected.startsWith())) {
      return Optional.of("it begins with '" + abridged(seen.head()) + "'");
    }
    if (!expected.isWhole()) {
      return lengthProblem(expected, seen);
    }
    StreamTotals known = ExpectedStream.totalsOf(expected);
    StreamTotals came = new StreamTotals(seen.bytes(), seen.crc32c());
    return EndCheck.problem(
        !known.equals(came),
        "%s instead of %s: '%s'".formatted(came, known, abridged(seen.head())));
  }

  private static Optional<String> lengthProblem(StreamExpectation expected, StreamEvidence seen) {
    if (expected.bytes() == null) {
      return Optional.empty();
    }
    int start = expected.startsWith() == null ? 0 : expected.startsWith().length();
    return EndCheck.problem(seen.bytes() != start + expected.bytes(), seen.bytes() + " bytes");
  }

  private static String describe(StreamExpectation expected) {
    StringBuilder text = new StringBuilder();
    if (expected.text() != null) {
      return "'" + abridged(expected.text()) + "'";
    }
    if (expected.startsWith() != null) {
      text.append("'").append(abridged(expected.startsWith())).append("' ");
    }
    if (expected.repeats() != null) {
      text.append("'").append(abridged(expected.repeats())).append("' again and again ");
    }
    if (expected.numberedLines() != null) {
      text.append(expected.numberedLines()).append(" numbered lines ");
    }
    if (expected.bytes() != null) {
      text.append(expected.bytes()).append(" bytes ");
    }
    if (expected.atLeastBytes() != null) {
      text.append("at least ").append(expected.atLeastBytes()).append(" bytes ");
    }
    return text.toString().strip();
  }

  private static String abridged(String text) {
    String line = text.replace("\n", "\\n");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
