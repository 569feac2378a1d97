/**
 * The Model Context Protocol: what this server can do, as tools and resources for a model. {@code
 * message} has the words of both eras of it; {@code feature} is what a server of it offers, whoever
 * offers it; {@code engine} answers messages, whatever brought them; {@code tool} and {@code
 * resource} are what this product offers. All of it uses the server as any client does, by the Java
 * client, so that it has no way around what holds for clients.
 */
package dev.ccexecutor.server.mcp;
