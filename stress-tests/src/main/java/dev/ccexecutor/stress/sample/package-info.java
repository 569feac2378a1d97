/**
 * Looks at the server every second while it is under stress: by the kernel where it is on this
 * machine, by its own metrics, by what the clients of the run count, and by a ping.
 *
 * <p>A source says what it knows and leaves the rest open; nothing is ever taken for zero because
 * it could not be read.
 */
package dev.ccexecutor.stress.sample;
