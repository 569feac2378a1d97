/**
 * What the integration tests are made of.
 *
 * <ul>
 *   <li><b>{@link dev.ccexecutor.server.testkit.RunningTestServer}</b>: the real server in this JVM
 *       on a free port; when it has stopped, nothing of it may be left in this process
 *   <li><b>{@link dev.ccexecutor.server.testkit.TestClient}</b>: a JSON-RPC client that keeps all
 *       it receives in the order of arrival
 *   <li><b>{@link dev.ccexecutor.server.testkit.WebSocketConnection}</b>: the socket below it, for
 *       frames that no good client sends
 *   <li><b>{@link dev.ccexecutor.server.testkit.RemoteCommand}</b>: one execution as its client
 *       sees it
 *   <li><b>{@link dev.ccexecutor.server.testkit.GatheredOutput}</b>: what one who is cut off and
 *       comes back gets of an execution, each byte once
 *   <li><b>{@link dev.ccexecutor.server.testkit.ConnectionCut}</b>: how clients are cut off
 *   <li><b>{@link dev.ccexecutor.server.testkit.NumberedLines}</b>: a child that counts, and what
 *       it must have written
 *   <li><b>{@link dev.ccexecutor.server.testkit.ObservedProcess}</b>: one process as the kernel
 *       sees it
 *   <li><b>{@link dev.ccexecutor.server.testkit.PlantedTree}</b>: a command that starts others
 *       which try to get away, in one of the ways of {@link
 *       dev.ccexecutor.server.testkit.TreeShape}
 *   <li><b>{@link dev.ccexecutor.server.testkit.CgroupMount}</b>: whether the machine has a
 *       writable cgroup v2 hierarchy, and who is frozen in it
 *   <li><b>{@link dev.ccexecutor.server.testkit.BufferLeakGuard}</b>: fails a test class after
 *       which a buffer was not released
 * </ul>
 *
 * <p>The kit shares no code with the server's wire side, so that the two can't be wrong together.
 */
package dev.ccexecutor.server.testkit;
