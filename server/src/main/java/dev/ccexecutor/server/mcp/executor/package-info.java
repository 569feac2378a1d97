/**
 * How models' tools and resources use the server: a connection for each call, as any client has it;
 * what its refusals mean for a model; output by offsets.
 */
package dev.ccexecutor.server.mcp.executor;
