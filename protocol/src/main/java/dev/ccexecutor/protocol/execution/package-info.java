/**
 * The payloads of the contract: what the methods take and answer, and what notifications bear.
 *
 * <p>The words used here:
 *
 * <ul>
 *   <li><em>execution</em>: one command run for a client, from {@code execute} to {@code
 *       process.completed}; it has an id, and may outlive the connection that started it.
 *   <li><em>leader</em>: the process that was spawned; <em>tree</em>: it and all that came of it.
 *   <li><em>stream</em>: standard input, output or error; every byte of one has an <em>offset</em>.
 *   <li><em>exited</em>: the leader is gone; <em>completed</em>: all output was sent, and the end
 *       record with it.
 *   <li><em>window</em>: how many bytes may be sent and not acknowledged.
 *   <li><em>acknowledged</em>: taken care of by the client, which will not ask for it again.
 *   <li><em>attached</em>: a connection that gets an execution's output; at most one is the
 *       <em>owner</em>, all others are <em>observers</em>.
 *   <li><em>detached</em>: runs on without an owning connection.
 *   <li><em>gap</em>: bytes of a stream that will not come.
 *   <li><em>transcript</em>: all output of an execution, on the server's disk.
 * </ul>
 *
 * <p>All of them are immutable. A record that comes in as parameters checks itself when it is
 * constructed, and throws {@link dev.ccexecutor.protocol.jsonrpc.InvalidParameterException}; its
 * components are as they were sent, null for what was not, and methods beside them give the values
 * that count, defaults filled in and units in the name. Durations are seconds on the wire.
 */
package dev.ccexecutor.protocol.execution;
