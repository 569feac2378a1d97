package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.Endpoint;
import dev.ccexecutor.bench.ServerProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** websocketd in its binary mode: it starts one command for each connection. */
final class Websocketd implements Contender {
  static final String NAME = "websocketd";

  private static final long START_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Optional<Path> program = Programs.find(NAME);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> missing() {
    return program.isPresent()
        ? Optional.empty()
        : Optional.of("is not installed: apt-get install websocketd");
  }

  @Override
  public Optional<String> version() throws IOException {
    return program.isPresent()
        ? Optional.of(Programs.run(List.of(program.get().toString(), "--version")))
        : Optional.empty();
  }

  @Override
  public boolean isConnectionPerProcess() {
    return true;
  }

  /** It can't choose a port by itself, so one is chosen that is free now. */
  @Override
  public RunningContender start(List<String> argv) throws IOException {
    InetSocketAddress address = freeAddress();
    ServerProcess server =
        ServerProcess.start(
            ServerProcess.Log.DROPPED, ignored -> commandLine(address.getPort(), argv));
    try {
      awaitListening(server, address);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return new ConnectionServer(server, Endpoint.ofPlainServer(address), argv);
  }

  private List<String> commandLine(int port, List<String> argv) {
    List<String> words = new ArrayList<>();
    words.add(program.orElseThrow().toString());
    words.addAll(
        List.of("--port=" + port, "--address=127.0.0.1", "--binary=true", "--loglevel=fatal"));
    words.addAll(argv);
    return words;
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  private static void awaitListening(ServerProcess server, InetSocketAddress address)
      throws IOException {
    long deadline = System.nanoTime() + START_PATIENCE_NANOS;
    while (!listens(address)) {
      if (!server.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IOException(NAME + " did not start");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean listens(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }
}
