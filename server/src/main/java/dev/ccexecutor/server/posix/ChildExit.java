package dev.ccexecutor.server.posix;

/**
 * How a child ended.
 *
 * @param exitCode its exit code, or -1 if a signal ended it
 * @param signal the number of the signal that ended it, or 0
 * @param userMicros CPU time of the child and those it waited for, in user mode, microseconds
 * @param systemMicros the same in the kernel
 */
public record ChildExit(int exitCode, int signal, long userMicros, long systemMicros) {}
