/**
 * MCP's Streamable HTTP, apart from connections and from who may use it: what a request means, the
 * sessions of the era before, and streams of events that can be resumed.
 */
package dev.ccexecutor.server.transport.mcp;
