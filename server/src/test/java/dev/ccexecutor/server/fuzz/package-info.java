/**
 * Fuzzing: bytes that nobody would send, in numbers.
 *
 * <p>A <em>target</em> takes one input and throws if what it feeds breaks a promise. It is found by
 * its method {@code fuzzerTestOneInput}, as Jazzer wants it. Its <em>seeds</em> are files among the
 * test resources, in a folder of the target's name: inputs to begin with, and all that ever broke
 * something.
 */
package dev.ccexecutor.server.fuzz;
