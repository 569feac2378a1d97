package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What an execution used.
 *
 * @param userSeconds of processor time in user mode
 * @param systemSeconds of processor time in the kernel
 * @param maxRssBytes most memory; null where the tree's is not known
 */
public record Usage(
    @JsonProperty("user_s") double userSeconds,
    @JsonProperty("system_s") double systemSeconds,
    @JsonProperty("max_rss") Long maxRssBytes) {}
