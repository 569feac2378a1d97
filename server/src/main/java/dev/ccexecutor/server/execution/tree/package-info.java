/**
 * A command's tree of processes: watching its leader, signalling its members, knowing when nobody
 * is left. A <b>look</b> is one reading of all processes, by the sweeper's thread.
 */
package dev.ccexecutor.server.execution.tree;
