/**
 * What was seen of a scenario while it ran: immutable facts, gathered by {@code run} and judged by
 * {@code check}. Nothing here says whether it was as it should be.
 */
package dev.ccexecutor.stress.evidence;
