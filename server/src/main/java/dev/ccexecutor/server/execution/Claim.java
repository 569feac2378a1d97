package dev.ccexecutor.server.execution;

/**
 * What an execution remembers of its owner, also when that has gone, so that its client can come
 * back for it. It is small and holds no connection. Compared by identity.
 */
public interface Claim {}
