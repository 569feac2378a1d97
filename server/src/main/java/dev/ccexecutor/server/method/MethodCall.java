package dev.ccexecutor.server.method;

import dev.ccexecutor.server.session.Session;
import tools.jackson.databind.JsonNode;

/**
 * A call as it came.
 *
 * @param params null if there were none
 * @param requestId the id as JSON, for the log; null for a notification
 */
public record MethodCall(Session session, JsonNode params, String requestId) {}
