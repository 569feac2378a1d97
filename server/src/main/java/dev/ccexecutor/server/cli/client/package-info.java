/**
 * Commands that ask something of a server: {@code run}, {@code ps}, {@code logs} and so on.
 *
 * <p>A <em>command</em> of the command line has <em>options</em> and <em>words</em>; with where it
 * is run, that is an <em>invocation</em>, and an <em>action</em> carries it out. An
 * <em>outcome</em> is what comes of it: an exit code, and a message if nothing else says it. What
 * an execution writes goes to a <em>sink</em>.
 */
package dev.ccexecutor.server.cli.client;
