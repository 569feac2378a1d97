/**
 * One client's connection as the executions see it.
 *
 * <ul>
 *   <li><b>session</b>: who asked for what; ends with its connection
 *   <li><b>claim</b>: what an execution remembers of the session that owned it last. Nothing else
 *       is left of a session, so that none is remembered longer than its executions are
 *   <li><b>answer lane</b>: answers and notifications, which go ahead of output that is still
 *       queued
 *   <li><b>subscription</b>: one execution's output on its way to this client
 *   <li><b>channel</b>: a subscription's number in data frames (not Netty's word here)
 * </ul>
 *
 * <p>Everything but {@link dev.ccexecutor.server.session.Sessions} lives on the connection's event
 * loop.
 */
package dev.ccexecutor.server.session;
