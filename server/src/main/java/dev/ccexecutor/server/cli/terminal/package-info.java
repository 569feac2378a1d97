/**
 * The terminal and the job control of this process, as a client at the command line needs them.
 *
 * <p>A terminal is <em>raw</em> while another one, on the server, does its work: keys go there as
 * they are. A process is in the <em>foreground</em> of its terminal if its process group is the one
 * that may read from it (credentials(7)); an interactive shell moves its jobs there and away.
 */
package dev.ccexecutor.server.cli.terminal;
