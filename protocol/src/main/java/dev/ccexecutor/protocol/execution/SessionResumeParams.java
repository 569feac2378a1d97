package dev.ccexecutor.protocol.execution;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of {@code session.resume}.
 *
 * @param sessionId as its {@code connected} had it
 * @param resumeToken likewise; a secret
 * @param offsets from where on, by execution id; null for none
 */
public record SessionResumeParams(
    String sessionId, String resumeToken, Map<String, StreamOffsets> offsets) {

  private static final int MAX_CREDENTIAL_LENGTH = 256;
  private static final int MAX_OFFSETS = 1 << 14;

  public SessionResumeParams {
    credential("session_id", sessionId);
    credential("resume_token", resumeToken);
    offsets = offsets == null ? null : given(offsets);
  }

  /** From where on this execution's output is wanted; never null. */
  public StreamOffsets offsetsOf(String executionId) {
    return offsets == null
        ? StreamOffsets.NONE
        : offsets.getOrDefault(executionId, StreamOffsets.NONE);
  }

  /** Without the resume token, which is a secret: this may end up in a log. */
  @Override
  public String toString() {
    return "SessionResumeParams[sessionId=" + sessionId + ", offsets=" + offsets + "]";
  }

  private static void credential(String field, String value) {
    ParameterRules.required(field, value);
    boolean holds = value.length() <= MAX_CREDENTIAL_LENGTH;
    ParameterRules.require(
        holds, field, "must be at most " + MAX_CREDENTIAL_LENGTH + " characters");
  }

  /** A null counts as not sent, here as elsewhere. */
  private static Map<String, StreamOffsets> given(Map<String, StreamOffsets> sent) {
    ParameterRules.require(sent.size() <= MAX_OFFSETS, "offsets", "must be at most " + MAX_OFFSETS);
    Map<String, StreamOffsets> given = new LinkedHashMap<>();
    sent.forEach(
        (id, offsets) -> {
          ParameterRules.knownId("offsets", id);
          if (offsets != null) {
            given.put(id, offsets);
          }
        });
    return Collections.unmodifiableMap(given);
  }
}
