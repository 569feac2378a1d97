package dev.ccexecutor.protocol.execution;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a tree of processes uses.
 *
 * @param processes that live
 * @param cpuSeconds processor time so far, in user mode and in the kernel, also of those that have
 *     ended, as far as it is known
 * @param rssBytes of memory, where what several processes share counts once for each
 */
public record TreeUsage(
    int processes, @JsonProperty("cpu_s") double cpuSeconds, @JsonProperty("rss") long rssBytes) {}
