/**
 * Who ran what: a file of JSON lines, one for each session's begin and end, each execution's start
 * and end, and each refusal. Apart from the log, which is about the server and may be dropped. A
 * leaf that knows none of the packages that tell it.
 */
package dev.ccexecutor.server.audit;
