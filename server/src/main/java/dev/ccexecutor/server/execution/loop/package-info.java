/** Reader loops and what measures time on them. */
package dev.ccexecutor.server.execution.loop;
