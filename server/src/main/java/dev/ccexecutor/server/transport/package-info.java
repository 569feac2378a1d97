/**
 * Sockets: the pipeline ({@link dev.ccexecutor.server.transport.ServerPipeline} reads from top to
 * bottom), HTTP and the upgrade, WebSocket frames in and out, liveness. Whatever a message means is
 * the business of the packages below.
 */
package dev.ccexecutor.server.transport;
