package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;

/**
 * What one connection has asked for and was not answered: a number of requests, and the bytes that
 * they and the answers of unfinished batches hold. One that comes beyond is refused at once and
 * does not wait, since a CANCEL may come behind it.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class RequestsInFlight {
  private final int mostEach;
  private final long mostBytes;
  private int work;
  private int controls;
  private long bytes;
  private final RequestMemory memory;
  private boolean isClosed;

  /**
   * @param mostEach requests of each lane
   * @param memory of all connections
   */
  RequestsInFlight(int mostEach, long mostBytes, RequestMemory memory) {
    this.mostEach = mostEach;
    this.mostBytes = mostBytes;
    this.memory = memory;
  }

  /** What one request takes until it is answered. */
  public interface Place {
    /** Of a request that was refused. */
    Place NONE = () -> {};

    /** Gives it back, once. */
    @RunsOn(ThreadRole.EVENT_LOOP)
    void giveBack();
  }

  /**
   * Counts a request.
   *
   * @param size of its message, or its part of it
   * @throws JsonRpcException if as many wait as may
   */
  public Place take(RequestLane lane, long size) throws JsonRpcException {
    if (count(lane) >= mostEach) {
      throw refusal("requests_in_flight", mostEach);
    }
    // A control holds next to nothing of its message.
    long held = lane == RequestLane.CONTROL ? 0 : size;
    if (bytes + held > mostBytes) {
      throw refusal("request_bytes_in_flight", mostBytes);
    }
    if (!hold(held)) {
      throw refusal("request_bytes_of_all", memory.mostBytes());
    }
    add(lane, 1);
    return () -> {
      add(lane, -1);
      release(held);
    };
  }

  /** Counts bytes that are held until {@link #release}; false if there is no room for them. */
  public boolean hold(long size) {
    if (bytes + size > mostBytes || isClosed || !memory.take(bytes, size)) {
      return false;
    }
    bytes += size;
    return true;
  }

  public void release(long size) {
    if (!isClosed) {
      bytes -= size;
      memory.giveBack(size);
    }
  }

  /** Nobody is there to be answered any more. */
  public void close() {
    isClosed = true;
    memory.giveBack(bytes);
  }

  private int count(RequestLane lane) {
    return lane == RequestLane.CONTROL ? controls : work;
  }

  private void add(RequestLane lane, int difference) {
    if (lane == RequestLane.CONTROL) {
      controls += difference;
    } else {
      work += difference;
    }
  }

  private static JsonRpcException refusal(String scope, long limit) {
    return JsonRpcError.of(
            ErrorKind.EXECUTION_LIMIT,
            "Too many requests of this connection wait for their answers")
        .with("limit", limit)
        .with("scope", scope)
        .asException();
  }
}
