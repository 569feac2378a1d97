package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;

/**
 * A process that runs. Whoever receives this owns the leader and both descriptors.
 *
 * @param stdout our end of its output's pipe, non-blocking
 * @param stderr the same for its errors, or null where both streams share one pipe
 */
public record SpawnedProcess(Leader leader, FileDescriptor stdout, FileDescriptor stderr) {}
