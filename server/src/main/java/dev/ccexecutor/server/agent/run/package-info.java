/**
 * Runs agent tasks on a server: attempts, what became of each, and when there is another.
 *
 * <p>A run's state belongs to its runner's one thread; what an attempt hears belongs to the
 * client's event loop. Between the two go immutable records.
 */
package dev.ccexecutor.server.agent.run;
