/**
 * Output from the pipe to the hand-off: read, counted, queued. <b>Parked</b> means that a pipe is
 * not read because the queue is full; the kernel then blocks the child in write(2).
 */
package dev.ccexecutor.server.execution.output;
