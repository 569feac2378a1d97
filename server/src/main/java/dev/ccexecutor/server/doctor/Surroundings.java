package dev.ccexecutor.server.doctor;

import dev.ccexecutor.server.config.ServerConfig;
import java.util.Map;

/**
 * What checks look at beside the machine.
 *
 * @param config of the server that is to run; null for checks that need none
 * @param environment of this process
 */
record Surroundings(ServerConfig config, Map<String, String> environment) {}
