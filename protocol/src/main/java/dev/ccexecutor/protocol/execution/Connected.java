package dev.ccexecutor.protocol.execution;

import java.util.List;

/**
 * The params of {@code connected}, the first message of a connection.
 *
 * @param sessionId of the session that begins
 * @param resumeToken lets another connection take the session over
 * @param version of the server
 * @param protocol the name of the contract
 * @param capabilities which parts of it the server has
 * @param limits what it allows
 */
public record Connected(
    String sessionId,
    String resumeToken,
    String version,
    String protocol,
    List<String> capabilities,
    Limits limits) {

  public Connected {
    capabilities = List.copyOf(capabilities);
  }

  /** Without the resume token, which is a secret: this may end up in a log. */
  @Override
  public String toString() {
    return "Connected[sessionId=" + sessionId + ", version=" + version + "]";
  }
}
