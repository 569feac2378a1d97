/** The Model Context Protocol over this process's stdin and stdout. */
package dev.ccexecutor.server.cli.mcp;
