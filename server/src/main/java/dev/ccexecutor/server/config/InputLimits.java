package dev.ccexecutor.server.config;

/**
 * What one peer may ask for at a time.
 *
 * @param pendingConnections open connections that have no session, of all peers
 * @param pendingConnectionsPerAddress the same of one address
 * @param requestsPerSecond messages and frames of one connection
 * @param requestBurst how many of them at once
 * @param requestsInFlight requests of one connection that wait for their answers
 * @param requestBytes what those of all connections hold until then
 * @param incomingBytes what messages of all connections hold that are not whole yet
 * @param messageTimeoutMillis for how long a message that holds some of that may come too slowly
 */
public record InputLimits(
    int pendingConnections,
    int pendingConnectionsPerAddress,
    int requestsPerSecond,
    int requestBurst,
    int requestsInFlight,
    long requestBytes,
    long incomingBytes,
    long messageTimeoutMillis) {}
