package dev.ccexecutor.server.mcp.engine;

/**
 * How much an engine takes on. What is more is refused, and who asked is told so.
 *
 * @param callsPerConversation calls that may take long, and listeners, at once
 * @param callsPerPrincipal the same, tasks included
 * @param callsInAll the same
 * @param subscriptions resources and tasks that one listener hears of
 * @param resultBytes of one answer
 * @param tasksPerPrincipal that run or whose results are kept
 * @param taskBytesPerPrincipal of kept results
 * @param taskMillis for which a task is kept after its end, where the client says nothing
 * @param maxTaskMillis for which it is kept at most
 * @param askMillis for which an answer of the client's is waited
 * @param stateMillis for which a request's state may come back
 * @param closeMillis for which closing waits for calls to end
 */
public record EngineLimits(
    int callsPerConversation,
    int callsPerPrincipal,
    int callsInAll,
    int subscriptions,
    int resultBytes,
    int tasksPerPrincipal,
    long taskBytesPerPrincipal,
    long taskMillis,
    long maxTaskMillis,
    long askMillis,
    long stateMillis,
    long closeMillis) {
  /** For a server that one machine's clients use. */
  public static final EngineLimits DEFAULT =
      new EngineLimits(
          256, 1024, 4096, 256, 16 << 20, 256, 32 << 20, 600_000, 3_600_000, 600_000, 3_600_000,
          5_000);
}
