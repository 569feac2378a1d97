/** Executions as resources that a model can read: their outputs and how they do. */
package dev.ccexecutor.server.mcp.resource;
