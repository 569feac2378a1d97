/**
 * What must outlive this server, also if it is killed: which executions it has, so that the next
 * one can end what is left of them, and how those have ended that can still be asked about.
 *
 * <ul>
 *   <li><b>instance</b>: one server from its start to its end; it has a directory of its own, which
 *       it holds locked
 *   <li><b>journal</b>: the file in it, one JSON object per line: the instance, then what has
 *       become of its executions
 *   <li><b>history</b>: files beside it, one JSON object per line: executions that are over
 *   <li><b>lost</b>: an execution whose server is gone without having ended it
 * </ul>
 */
package dev.ccexecutor.server.execution.journal;
