package dev.ccexecutor.stress.check;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.scenario.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The server's log tells the start and the end of each execution, by its id and with the numbers of
 * its end record, and no fault of the server's.
 */
public final class LogCheck implements Check {
  private static final String NOT_HERE = "the log of a server that others have started is not here";

  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    if (evidence.server().log().isEmpty()) {
      return List.of(Finding.notMade("log", "tells each execution, and no fault", NOT_HERE));
    }
    List<JsonNode> lines = evidence.server().log().get().stream().map(LogCheck::parsed).toList();
    List<Finding> findings = new ArrayList<>();
    findings.add(faults(evidence.server().log().get(), lines));
    if (!evidence.started().isEmpty()) {
      Map<String, JsonNode> started = byId(lines, "execution started");
      findings.add(
          EachExecution.judge(
              "starts in the log",
              "each by its id",
              evidence.started(),
              each -> EndCheck.problem(!started.containsKey(each.id()), "no line")));
      findings.add(ends(evidence, lines));
    }
    return findings;
  }

  /** What ran when the server was killed has its end told by the next one, in other words. */
  private static Finding ends(ScenarioEvidence evidence, List<JsonNode> lines) {
    String name = "ends in the log";
    String expected = "each by its id, as in the end record";
    if (evidence.scenario().has(Fault.Type.KILL_SERVER)) {
      return EachExecution.judge(
          name,
          "each by its id, as lost",
          evidence.started(),
          each ->
              EndCheck.problem(
                  lines.stream().noneMatch(line -> isLoss(line, each.id())), "no line"));
    }
    Map<String, JsonNode> ends = byId(lines, "execution completed");
    return EachExecution.judge(
        name, expected, evidence.started(), each -> unlike(each, ends.get(each.id())));
  }

  private static boolean isLoss(JsonNode line, String id) {
    return line.path("execution_id").asString("").equals(id) && message(line).contains("lost");
  }

  private static Optional<String> unlike(ExecutionEvidence execution, JsonNode line) {
    if (line == null) {
      return Optional.of("no line");
    }
    ProcessCompleted end = execution.end().orElse(null);
    if (end == null || end.stdout() == null) {
      return Optional.empty(); // That it is not there is EndCheck's matter.
    }
    boolean same =
        Objects.equals(end.exitCode(), line.path("exit_code").asInt(Integer.MIN_VALUE))
            && end.stdout().bytes() == line.path("stdout_bytes").asLong(-1)
            && end.stderr().bytes() == line.path("stderr_bytes").asLong(-1);
    return EndCheck.problem(!same, "the line is " + line);
  }

  private static Finding faults(List<String> raw, List<JsonNode> lines) {
    for (int index = 0; index < lines.size(); index++) {
      JsonNode line = lines.get(index);
      boolean wrong =
          line.isMissingNode()
              || line.path("level").asString("").equals("ERROR")
              || raw.get(index).contains("LEAK");
      if (wrong) {
        return Finding.of("faults in the log", false, "none", raw.get(index));
      }
    }
    return Finding.of("faults in the log", true, "none", "none in " + lines.size() + " lines");
  }

  private static Map<String, JsonNode> byId(List<JsonNode> lines, String message) {
    Map<String, JsonNode> found = new HashMap<>();
    for (JsonNode line : lines) {
      if (message(line).equals(message)) {
        found.put(line.path("execution_id").asString(""), line);
      }
    }
    return found;
  }

  private static String message(JsonNode line) {
    return line.path("formattedMessage").asString(line.path("message").asString(""));
  }

  private static JsonNode parsed(String line) {
    try {
      return Json.MAPPER.readTree(line);
    } catch (JacksonException noJson) {
      return MissingNode.getInstance(); // The JVM's own words; judged as a fault.
    }
  }
}
