/** Answers messages of the Model Context Protocol, whatever has brought them. */
package dev.ccexecutor.server.mcp.engine;
