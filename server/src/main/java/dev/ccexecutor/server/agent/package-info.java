/**
 * Agent tasks: one piece of work for a command-line agent, run on a server, and what came of it.
 *
 * <p>A <em>task</em> is what is asked for; an <em>attempt</em> is one fresh process of the agent's
 * that works at it; the <em>result</em> is one document about the last attempt and those before it.
 * An <em>adapter</em> knows an agent: how it is called, and how its output is read. Nothing here
 * knows the server, only the contract with it, so that Java programs can use all of it.
 */
package dev.ccexecutor.server.agent;
