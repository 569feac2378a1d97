/**
 * What a run of the stress suite has shown: immutable values, handed from the engine and the
 * sampler to the display and the report.
 *
 * <p>Whatever may be unknown, because a server of somebody else does not tell it, is told as
 * unknown ({@link dev.ccexecutor.stress.result.Sample}), and never as zero.
 */
package dev.ccexecutor.stress.result;
