/**
 * The Java client: one WebSocket to a server, seen as calls, notifications and data frames.
 *
 * <p>A <em>connection</em> is open once the server has said {@code connected}. A <em>request</em>
 * is answered by a future; everything that comes unasked goes to the connection's <em>listener</em>
 * on its event loop. Back-pressure is a listener that takes its time: while it works, nothing is
 * read, and what the server has to say waits there.
 */
package dev.ccexecutor.protocol.client;
