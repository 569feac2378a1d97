package dev.ccexecutor.stress.sample;

import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.StressListener;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Takes a sample every second, on a thread of its own, from {@link #start} to {@link #close}. The
 * other methods may be called on any thread, and do not wait. It keeps some thousand samples at
 * most, however long the run is.
 */
public final class Sampler implements AutoCloseable {
  private static final int MOST_SAMPLES = 4096;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** So that a server that does not answer costs no sample. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(800);

  private static final long END_MILLIS = 5_000;

  private final List<GaugeSource> sources;
  private final List<OutputRate> rates = new ArrayList<>();
  private final Probe probe;
  private final StressListener listener;
  private final long intervalNanos;
  private final SampleSeries series;
  private final Object seriesLock = new Object();
  private final Thread thread = new Thread(this::run, "stress-sampler");
  private long beganNanos;
  private volatile String scenario = "";
  private volatile RuntimeException failure;

  /**
   * A sampler that tells what it sees.
   *
   * @param sources the first that knows something is believed; closed with it
   * @param probe closed with it
   */
  Sampler(
      List<GaugeSource> sources,
      Probe probe,
      StressListener listener,
      Duration interval,
      int mostSamples) {
    this.sources = List.copyOf(sources);
    this.sources.forEach(source -> rates.add(new OutputRate()));
    this.probe = Objects.requireNonNull(probe, "probe");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.intervalNanos = interval.toNanos();
    this.series = new SampleSeries(mostSamples);
    thread.setDaemon(true);
  }

  /**
   * Begins to sample, and to count the time.
   *
   * @param listener gets each sample, on the sampler's thread
   */
  public static Sampler start(SampledServer server, StressListener listener) {
    List<GaugeSource> sources = new ArrayList<>();
    server.pid().ifPresent(pid -> sources.add(new ProcessGauges(pid)));
    sources.add(
        new MetricsGauges(
            httpClient(server), server.metrics(), server.authorization(), ANSWER_TIMEOUT));
    sources.add(GaugeSource.ofClients(server.receivedBytes()));
    Probe probe = new PingProbe(server.webSocket(), server.options());
    Sampler sampler = new Sampler(sources, probe, listener, INTERVAL, MOST_SAMPLES);
    sampler.start();
    return sampler;
  }

  /** It goes the same way as the connections do, which know no proxies. */
  private static HttpClient httpClient(SampledServer server) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(ANSWER_TIMEOUT);
    server.tls().ifPresent(client::sslContext);
    return client.build();
  }

  void start() {
    beganNanos = System.nanoTime();
    thread.start();
  }

  /** What the next samples belong to; empty between scenarios. */
  public void scenario(String name) {
    scenario = Objects.requireNonNull(name, "name");
  }

  /** What was seen so far, in order of time; merged where there would be too many. */
  public List<Sample> samples() {
    synchronized (seriesLock) {
      return series.samples();
    }
  }

  /**
   * Ends it; no sample comes after that. At most some seconds are waited for a source that hangs.
   *
   * @throws IllegalStateException if it had ended before, by a mistake of a listener, say
   */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new IllegalStateException("the sampler had ended before the run", failure);
    }
  }

  private void run() {
    try {
      probe.ask(); // Its connection is to be there when the first sample is taken.
      long next = beganNanos + intervalNanos;
      while (!Thread.currentThread().isInterrupted()) {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        takeSample();
        // A look that took long is no reason to take the next ones at once.
        next = Math.max(next + intervalNanos, System.nanoTime());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      sources.forEach(GaugeSource::close);
      probe.close();
    }
  }

  private void takeSample() throws InterruptedException {
    Gauges known = Gauges.NONE;
    double bytesPerSecond = Double.NaN;
    for (int i = 0; i < sources.size(); i++) {
      Gauges told = sources.get(i).read();
      known = known.orElse(told);
      double rate = rates.get(i).update(told.outputBytes(), System.nanoTime());
      bytesPerSecond = Double.isNaN(bytesPerSecond) ? rate : bytesPerSecond;
    }
    Sample sample =
        new Sample(
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos),
            scenario,
            known.residentBytes(),
            known.openFiles(),
            known.threads(),
            known.liveExecutions(),
            bytesPerSecond,
            probe.ask());
    synchronized (seriesLock) {
      series.add(sample);
    }
    listener.onSample(sample);
  }
}
