/**
 * Data frames: the binary WebSocket messages that carry bytes as they are.
 *
 * <p>A <em>frame</em> is a {@link dev.ccexecutor.protocol.frame.DataFrameHeader header} of 16 bytes
 * and after it the bytes themselves. A <em>channel</em> is the number under which a connection
 * knows an execution; the <em>offset</em> is the place of the frame's first byte in its stream. The
 * <em>end of a stream</em> is a frame of its own, without bytes.
 */
package dev.ccexecutor.protocol.frame;
