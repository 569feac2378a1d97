package dev.ccexecutor.server.agent;

/**
 * The agent was refused by its API and will ask again by itself.
 *
 * @param attempt the agent's own count
 * @param maxRetries after which it gives up
 * @param delayMillis until it asks again
 * @param status of HTTP; null where there was no answer
 * @param error in a word
 */
public record ApiRetry(
    int attempt, int maxRetries, long delayMillis, Integer status, String error) {}
