/**
 * What clients may run. A <i>policy</i> is one client's rules, a <i>table</i> has them by the
 * clients' names. Nothing here reads the disk while a request is looked at: what programs and
 * directories really are is settled when a table is made, and looked at again when a command is
 * spawned.
 */
package dev.ccexecutor.server.security.policy;
