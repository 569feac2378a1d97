package dev.ccexecutor.protocol.execution;

/**
 * The params of {@code hook.warning}: a program that the server's operator has run around an
 * execution has failed.
 *
 * @param executionId whose
 * @param hook {@code "pre_execute"} or {@code "post_execute"}
 * @param message what it met, for people
 */
public record HookWarning(String executionId, String hook, String message) {}
