/**
 * The command line.
 *
 * <p>{@code serve} reads the settings, starts the server through a {@link
 * dev.ccexecutor.server.cli.ServerStarter}, and stays until it has stopped. {@code run} is a first
 * client: it has one command run on a server, and behaves as if the command ran here. An
 * <em>outcome</em> is what becomes of it: an exit code, and a message if the command itself has
 * nothing to say about it.
 */
package dev.ccexecutor.server.cli;
