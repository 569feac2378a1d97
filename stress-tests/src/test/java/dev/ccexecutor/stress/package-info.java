/**
 * Tests of the packaged server as a process of its own, by real commands and through real sockets.
 *
 * <p>A {@link dev.ccexecutor.stress.ServerUnderTest} is started for each test class and ended after
 * it; how it ended, what it logged and which buffers it lost is checked for every class alike. A
 * {@link dev.ccexecutor.stress.StressClient} is one connection; a {@link
 * dev.ccexecutor.stress.ObservedExecution} is one command as that connection heard of it, with each
 * byte accounted for. {@link dev.ccexecutor.stress.server.ProcessFacts} is what the kernel says.
 *
 * <p>Each class has a secret of its own: commands bear it in their environment and may print it, so
 * that every process of a tree can be found in {@code /proc} by it, and no line of the log may
 * contain it.
 */
package dev.ccexecutor.stress;
