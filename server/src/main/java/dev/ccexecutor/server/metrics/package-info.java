/**
 * What this server tells of itself in numbers: every metric by name, the counts that are kept on
 * the way of the data, and the page that Prometheus reads.
 *
 * <p>A <i>count</i> is raised by one thread and read by any. A <i>source</i> is where a metric's
 * value is had from when somebody asks. Nothing of Micrometer is loaded before somebody does.
 *
 * <p>A leaf: it knows nothing of what it tells.
 */
package dev.ccexecutor.server.metrics;
