/**
 * Where log lines go and what they look like.
 *
 * <p>All classes log through SLF4J, with what programs search for as key-value pairs named in
 * {@link dev.ccexecutor.server.logging.LogKeys}, and a constant message for people. {@link
 * dev.ccexecutor.server.logging.Logging} sends the lines to stderr through {@link
 * dev.ccexecutor.server.logging.NonBlockingAppender}: event loops log too, and must not wait for
 * whoever reads them. A pair's value is turned into text later and on another thread, so it must be
 * immutable.
 *
 * <p>Neither the environment nor the output of a command is ever logged.
 */
package dev.ccexecutor.server.logging;
