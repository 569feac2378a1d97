package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.event.AgentJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a judge said.
 *
 * @param passed whether the result is accepted
 * @param reasons why, or why not
 */
record Verdict(boolean passed, List<String> reasons) {
  private static final int MAX_CHARACTERS = 64 << 10;

  /** What a judge is asked. */
  static String prompt(String criteria, AgentTask judged, String result) {
    return """
    You judge what another agent has done. Look, and change nothing.

    What it has to fulfil:
    %s

    What it was told to do:
    %s

    What it answered:
    %s

    End your answer with one line that is a JSON object, and write nothing behind it:
    {"passed": true or false, "reasons": ["..."]}
    """
        .formatted(criteria, judged.prompt(), result);
  }

  /** What an answer says; empty if it does not keep to the form. */
  static Optional<Verdict> in(String answer) {
    String text = answer.strip();
    if (text.endsWith("```")) {
      text = text.substring(0, text.length() - "```".length()).strip();
    }
    // The object is the end of the answer, and may have line breaks: the shortest end that is one.
    int first = Math.max(0, text.length() - MAX_CHARACTERS);
    for (int from = text.lastIndexOf('{'); from >= first; from = text.lastIndexOf('{', from - 1)) {
      Optional<Verdict> verdict = parse(text.substring(from));
      if (verdict.isPresent()) {
        return verdict;
      }
    }
    return Optional.empty();
  }

  private static Optional<Verdict> parse(String json) {
    try {
      JsonNode node = AgentJson.MAPPER.readTree(json);
      JsonNode reasons = node.path("reasons");
      if (!node.path("passed").isBoolean() || !reasons.isArray()) {
        return Optional.empty();
      }
      List<String> texts = new ArrayList<>();
      for (JsonNode reason : reasons) {
        texts.add(reason.isString() ? reason.asString() : reason.toString());
      }
      return Optional.of(new Verdict(node.path("passed").asBoolean(), texts));
    } catch (JacksonException noJson) {
      return Optional.empty(); // an answer without the form, which the caller tells
    }
  }
}
