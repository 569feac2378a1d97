/**
 * How tasks came out before: a file of JSON lines, and what can be told from it.
 *
 * <p>A task has <em>graduated</em> when it has succeeded ten times for each time that it failed,
 * and ten times at least.
 */
package dev.ccexecutor.server.agent.history;
