/**
 * What the operator may choose, and how it is read.
 *
 * <p>A {@link dev.ccexecutor.server.config.Setting} is one row of the table {@link
 * dev.ccexecutor.server.config.Settings}: name, text, default and {@link
 * dev.ccexecutor.server.config.SettingType}. A {@link dev.ccexecutor.server.config.SettingSource}
 * is one place that gives values: the command line, the environment or a file. Resolving takes each
 * setting from the first source that has it, and ends in one immutable {@link
 * dev.ccexecutor.server.config.ServerConfig}, or in one {@link
 * dev.ccexecutor.server.config.ConfigurationException} that lists everything wrong.
 *
 * <p>This package imports no other package of the server.
 */
package dev.ccexecutor.server.config;
