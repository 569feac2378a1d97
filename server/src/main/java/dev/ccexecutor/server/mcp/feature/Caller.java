package dev.ccexecutor.server.mcp.feature;

/**
 * Who asks.
 *
 * @param principal the name that its token goes by; what it can see is this one's alone
 * @param connections to the server, on which it is this principal
 */
public record Caller(String principal, ExecutorConnections connections) {}
