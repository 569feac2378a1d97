package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.WireName;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a {@code pre_execute} hook has printed: whether the command may start, and what of it is to
 * be another. Whatever it does not name stays as the client has it.
 *
 * @param decision null for allow
 * @param reason why not
 * @param command in place of the client's command or argv
 * @param argv the same without a shell
 * @param cwd in place of the client's
 * @param env added to the client's; a null value removes
 */
record HookAnswer(
    Decision decision,
    String reason,
    String command,
    List<String> argv,
    String cwd,
    Map<String, String> env) {

  /** The decisions. */
  enum Decision implements WireName {
    ALLOW,
    REFUSE
  }

  private static final HookAnswer NOTHING = new HookAnswer(null, null, null, null, null, null);

  /**
   * A word that is mistyped must not count as one that was left out, nor a second decision as the
   * one that counts: a hook that does not quote what a client sent could be talked round so.
   */
  private static final ObjectReader READER =
      Json.MAPPER
          .readerFor(HookAnswer.class)
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final int MOST_REASON_CHARACTERS = 500;

  /**
   * Reads one; nothing but blanks is an answer too.
   *
   * @throws JacksonException if it is no such object
   */
  static HookAnswer parse(String output) {
    HookAnswer answer = output.isBlank() ? NOTHING : READER.readValue(output);
    return answer == null ? NOTHING : answer;
  }

  boolean refuses() {
    return decision == Decision.REFUSE;
  }

  /** For the client; of bounded length. */
  String shownReason() {
    if (reason == null || reason.isBlank()) {
      return "pre_execute";
    }
    return reason.length() <= MOST_REASON_CHARACTERS
        ? reason
        : reason.substring(0, MOST_REASON_CHARACTERS) + "…";
  }

  boolean changesSomething() {
    return command != null || argv != null || cwd != null || env != null;
  }

  /** These parameters as they are to be, not yet checked. */
  ObjectNode appliedTo(ExecuteParams params) {
    ObjectNode members = Json.MAPPER.valueToTree(params);
    if (command != null || argv != null) {
      members.remove(List.of("command", "argv"));
    }
    if (command != null) {
      members.put("command", command);
    }
    if (argv != null) {
      ArrayNode words = members.putArray("argv");
      argv.forEach(words::add);
    }
    if (cwd != null) {
      members.put("cwd", cwd);
    }
    if (env != null) {
      ObjectNode variables = members.withObjectProperty("env");
      env.forEach(variables::put);
    }
    return members;
  }
}
