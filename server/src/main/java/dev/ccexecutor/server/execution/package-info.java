/**
 * One command from its spawn to its end record.
 *
 * <ul>
 *   <li><b>execution</b>: the command, its tree of processes, its state; it lives on one reader
 *       loop
 *   <li><b>queue</b>: the bounded hand-off of its output to the one who reads it
 *   <li><b>parked</b>: not reading a pipe, because the queue is full; the kernel then blocks the
 *       child in write(2)
 *   <li><b>drain</b>: reading what the pipes still hold after the leader has ended
 *   <li><b>leftovers</b>: members of the tree that outlive their leader
 * </ul>
 */
package dev.ccexecutor.server.execution;
