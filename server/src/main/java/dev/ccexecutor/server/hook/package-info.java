/**
 * Programs of the operator's that are run around each command: {@code pre_execute} is asked before
 * it starts, {@code post_execute} is told how it has ended.
 *
 * <p>A hook is a process with a tree of its own, spawned, held and ended like a command's, but of
 * the server's user, with what it is told as its input, and within a bound of time and of output.
 * All hooks live on one reader loop, so there are no locks.
 */
package dev.ccexecutor.server.hook;
