/**
 * What the kernel does for us, by its C names below and its meaning above.
 *
 * <ul>
 *   <li><b>leader</b>: the process that a command starts as; its pid is the id of its group and
 *       session
 *   <li><b>member</b>: a process of a leader's tree, whoever forked it
 *   <li><b>orphan</b>: a member whose parent is gone and that this server adopted as its subreaper
 *   <li><b>marker</b>: 128 random bits in a tree's environment, by which its members are known
 * </ul>
 *
 * <p>{@link dev.ccexecutor.server.posix.LibC} is the one table of native symbols. Nothing in this
 * package knows of executions, sessions or sockets.
 */
package dev.ccexecutor.server.posix;
