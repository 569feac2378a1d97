/**
 * Input from a client to the child's pipe: bounded, ordered by offsets, written as fast as the
 * child reads.
 *
 * <ul>
 *   <li><b>taken</b>: accepted from a client; each byte is taken once, at its offset
 *   <li><b>window</b>: how many bytes would be taken now
 *   <li><b>released</b>: may be written to the pipe, because whatever the client asked for before
 *       it has been done
 * </ul>
 */
package dev.ccexecutor.server.execution.input;
