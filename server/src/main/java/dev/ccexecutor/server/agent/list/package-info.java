/**
 * Lists of agent tasks: read from a file, checked as a whole, run strictly in order.
 *
 * <p>Each task is a fresh process of the agent's. What it needs of those before it is written into
 * its prompt, in place of {@code {{name.result}}}. The <em>state</em> of a list is a file: what is
 * in it as done is not run again, and what was running when the runner died is found again at the
 * server by its execution id.
 */
package dev.ccexecutor.server.agent.list;
