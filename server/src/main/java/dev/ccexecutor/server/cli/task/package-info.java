/**
 * The commands {@code task}, {@code tasks} and {@code history}: agent tasks at the command line.
 *
 * <p>What is for programs, one JSON document, goes to stdout; what is for people to stderr.
 */
package dev.ccexecutor.server.cli.task;
