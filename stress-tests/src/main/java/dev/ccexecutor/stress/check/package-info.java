/**
 * Judges what was seen of a scenario. A check is a function of the evidence and nothing else, so
 * each can be shown to fail by evidence that is wrong.
 */
package dev.ccexecutor.stress.check;
