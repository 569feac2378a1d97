/** What a model can do with this server: run commands and agents, and see what came of them. */
package dev.ccexecutor.server.mcp.tool;
