package dev.ccexecutor.server.posix;

/**
 * What names one process for good, where a pid alone comes round again.
 *
 * @param startTicks start time since boot, in clock ticks
 */
public record ProcessName(int pid, long startTicks) {}
