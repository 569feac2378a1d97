/**
 * The adapters: how agents are called, and how what they write is read.
 *
 * <p>An <em>event</em> is a line that is a JSON object. A <em>result event</em> is the last of
 * them, in which an agent says what came of its work.
 */
package dev.ccexecutor.server.agent.event;
