/** What a server of the Model Context Protocol offers, and what it is told of a call. */
package dev.ccexecutor.server.mcp.feature;
