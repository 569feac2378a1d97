/**
 * The packaged server as a process of its own, and what the kernel and a bare socket tell of it.
 */
package dev.ccexecutor.stress.server;
