package dev.ccexecutor.server.config;

/**
 * How far commands may go in using the machine.
 *
 * @param maxCpuSeconds 0 for no ceiling, like those that follow
 * @param minNice the lowest nice value, which is the highest priority
 * @param oomScoreAdjAboveServer by how much a command is ahead of the server when memory runs out
 */
public record ChildLimits(
    int maxCpuSeconds,
    long maxAddressSpaceBytes,
    int maxOpenFiles,
    int maxProcesses,
    int minNice,
    int oomScoreAdjAboveServer) {}
