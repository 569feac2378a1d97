/** The words of the Model Context Protocol: eras, versions, error codes, names of members. */
package dev.ccexecutor.server.mcp.message;
