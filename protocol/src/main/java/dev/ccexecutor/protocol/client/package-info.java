/**
 * The Java client, in two layers.
 *
 * <p>An {@link dev.ccexecutor.protocol.client.ExecutorClient} keeps its session: it reconnects by
 * itself, and every byte of output and input goes over once, or something fails. This is what
 * programs use:
 *
 * <pre>{@code
 * ExecutorClient client = ExecutorClient.connect(uri, ClientOptions.defaults()).join();
 * BlockingOutput output = new BlockingOutput();
 * RemoteExecution run = client.execute(ExecuteParams.command("make").build(), output).join();
 * output.stderr().close();
 * output.stdout().transferTo(System.out);
 * int exitCode = run.completion().join().exitCode();
 * client.close();
 * }</pre>
 *
 * <p>A {@link dev.ccexecutor.protocol.client.ClientConnection} is one WebSocket, seen as calls,
 * notifications and data frames, from which all of the protocol can be said. It is <em>open</em>
 * once the server has said {@code connected}. A <em>request</em> is answered by a future;
 * everything that comes unasked goes to the connection's <em>listener</em>. Back-pressure there is
 * a listener that takes its time: while it works, nothing is read.
 *
 * <p><b>Threads.</b> All state of a client or connection belongs to its one event loop, on which
 * futures complete and listeners are called. Public methods may be called on any thread, hand over
 * to the loop, and don't block. Nothing that runs on the loop may block.
 *
 * <p><b>Words.</b> A client <em>follows</em> an execution that it has started or attached to. It is
 * <em>bound</em> while the open connection has it. Output is <em>handed</em> to the listener, who
 * <em>releases</em> it; what is released is <em>acknowledged</em> to the server from time to time.
 * An <em>outage</em> is the time between the loss of a connection and the first answer on another.
 *
 * <p><b>Ownership.</b> A chunk of output belongs to the listener that got it, until it releases it.
 * A buffer that is written to an input is the client's from the call on. Sizes are bytes, times
 * milliseconds where the name does not say otherwise.
 */
package dev.ccexecutor.protocol.client;
