/**
 * Runs scenarios against a server and gathers what is seen of them: {@link
 * dev.ccexecutor.stress.run.StressMain} is the program, {@code StressRunner} goes through the
 * scenarios, a {@code Workload} does what one of them says, and a {@code ServerWatch} looks at the
 * server meanwhile.
 *
 * <p>Threads are virtual, one for each execution; they block. Whatever is left running when a
 * scenario is over is ended by its marker.
 */
package dev.ccexecutor.stress.run;
