/** The names of this server's threads, to say in the code which of them may call what. */
package dev.ccexecutor.server.threading;
