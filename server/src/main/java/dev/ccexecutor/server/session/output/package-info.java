/**
 * Output on its way to one client: from the executions' queues, in fair rounds, through an encoder,
 * into WebSocket frames. All of it runs on the connection's event loop.
 */
package dev.ccexecutor.server.session.output;
