/**
 * The command line.
 *
 * <p>{@code serve} reads the settings, starts the server through a {@link
 * dev.ccexecutor.server.cli.ServerStarter}, and stays until it has stopped. {@code run}, {@code ps}
 * and the others that ask something of a server are in {@code client}, and what they do with the
 * terminal in {@code terminal}.
 */
package dev.ccexecutor.server.cli;
