/**
 * JSON-RPC 2.0 as both ends of the socket speak it: bytes in, messages out, and back.
 *
 * <p>The words used here:
 *
 * <ul>
 *   <li><em>message</em>: one {@link dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage request,
 *       notification or response}. A request has an id and wants an answer, a notification has
 *       none.
 *   <li><em>batch</em>: an array of messages in one text frame, answered by one array.
 *   <li><em>invalid</em>: what arrived and is no message; it bears the error to answer with.
 *   <li><em>kind</em>: the {@link dev.ccexecutor.protocol.jsonrpc.ErrorKind} of an error, a numeric
 *       code and the same as a word in {@code data.kind}.
 *   <li><em>binding</em>: turning the {@code params} of a message into a record, {@link
 *       dev.ccexecutor.protocol.jsonrpc.Parameters}; a failure names the field.
 *   <li><em>wire name</em>: the exact text by which an enum constant appears in JSON.
 * </ul>
 *
 * <p>Nothing here has state, blocks or knows of connections; everything may be used on any thread.
 */
package dev.ccexecutor.protocol.jsonrpc;
