/**
 * One command from its request to its end record.
 *
 * <ul>
 *   <li><b>execution</b>: the command, its tree of processes, its state; it lives on one reader
 *       loop
 *   <li><b>drain</b>: reading what the pipes still hold after the leader has ended
 *   <li><b>leftovers</b>: members of the tree that outlive their leader
 * </ul>
 *
 * <p>The state machine is here; {@code output} has the way of the bytes, {@code tree} the
 * processes, {@code loop} the threads.
 */
package dev.ccexecutor.server.execution;
