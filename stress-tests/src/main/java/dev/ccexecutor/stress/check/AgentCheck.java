package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.AgentEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.scenario.Expectation;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Each agent task came out as it is to, and its marker is in the transcript of its process. */
public final class AgentCheck implements Check {
  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    Expectation.Agent expect = evidence.scenario().expect().agent();
    if (expect == null) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.of(
            "agent tasks", !evidence.agents().isEmpty(), "some", "" + evidence.agents().size()));
    evidence.agents().forEach(agent -> judge(expect, agent, findings));
    return findings;
  }

  private static void judge(Expectation.Agent expect, AgentEvidence agent, List<Finding> findings) {
    JsonNode document = agent.document();
    String about = " of " + agent.marker();
    same(findings, "is_error" + about, expect.isError().toString(), document.path("is_error"));
    findings.add(
        Finding.of(
            "exit code" + about,
            agent.exitCode() == (expect.isError() ? 1 : 0),
            expect.isError() ? "1" : "0",
            "" + agent.exitCode()));
    if (expect.failure() != null) {
      same(findings, "failure" + about, expect.failure(), document.path("failure").path("type"));
    }
    if (expect.result() != null) {
      same(
          findings,
          "result" + about,
          agent.placeholders().fill(expect.result()),
          document.path("result"));
    }
    same(findings, "tree_empty" + about, "true", document.path("tree_empty"));
    findings.add(
        agent
            .manifest()
            .map(
                text ->
                    Finding.of(
                        "marker in the transcript" + about,
                        text.contains(agent.marker()),
                        agent.marker(),
                        text.contains(agent.marker()) ? "it is there" : "it is not there"))
            .orElseGet(
                () ->
                    Finding.notMade(
                        "marker in the transcript" + about,
                        agent.marker(),
                        "the transcript is on another machine, or was not named")));
  }

  private static void same(List<Finding> findings, String name, String expected, JsonNode node) {
    String seen = node.isMissingNode() ? "nothing" : node.asString("");
    findings.add(Finding.of(name, seen.equals(expected), expected, seen));
  }
}
