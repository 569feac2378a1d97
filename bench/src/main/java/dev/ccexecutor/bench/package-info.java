/**
 * Benchmarks of the way of the data and of starting processes; {@code bench/README.md} says what
 * each measures, how to repeat it, and what came out.
 *
 * <p>The words used here:
 *
 * <ul>
 *   <li><em>the child's bytes</em>: what the command wrote, before any escaping or framing. Rates
 *       are of these, so that the forms of output can be compared.
 *   <li><em>MB/s</em>: 10<sup>6</sup> of the child's bytes in a second. Where one operation is one
 *       byte, JMH's operations per microsecond are just that.
 *   <li><em>flood</em>: output as fast as the command can write it.
 *   <li><em>ceiling</em>: what the measuring side alone can take; a result near it says nothing of
 *       the server.
 * </ul>
 */
package dev.ccexecutor.bench;
