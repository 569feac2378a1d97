/**
 * This server beside others, in turns within one run, all driven by one and the same client from a
 * process of its own; {@code bench/README.md} says how to run it and what came out.
 *
 * <p>The words used here:
 *
 * <ul>
 *   <li><em>contender</em>: one of the servers that are compared.
 *   <li><em>floor</em>: a contender in C that does only what cannot be left out. It is what the
 *       machine takes, no server to be used.
 *   <li><em>lane</em>: a row of a table, such as one contender with one form of output and one kind
 *       of text. The lanes of a scenario are measured in turns, round after round.
 * </ul>
 */
package dev.ccexecutor.bench.compare;
