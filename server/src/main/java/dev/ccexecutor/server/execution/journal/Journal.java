package dev.ccexecutor.server.execution.journal;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.ccexecutor.server.posix.Boot;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which executions this server has, for the next one, should this one be killed.
 *
 * <p>The spawner's thread writes what it is about to start, what it has started, and, as soon as it
 * comes to it, what needs no watching any more. How things have ended is in the {@link History}
 * before. A journal that can't be written stops no command: it is said once, and tried again.
 */
public final class Journal {
  /**
   * The server whose journal it is.
   *
   * @param cgroups the directory of its cgroups, or null
   */
  public record Owner(String version, Path cgroups) {}

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  /** With fewer lines of executions that have ended a file is not written anew. */
  private static final int FEW_ENDED = 4096;

  /** With this many times as many ended executions as live ones it is. */
  private static final int MOSTLY_ENDED = 4;

  private static final long REPAIR_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path instances;
  private final Owner owner;
  private final Executor spawnerThread;
  private final Instant startedAt = Instant.now();
  private final Queue<String> endedMarkers = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writingAsked = new AtomicBoolean();

  /** Null if nothing is to be remembered. Set before anything is started. */
  private History history;

  private volatile String instanceId = "none";

  /** The last that is known of each, by marker. From here on, the spawner's thread's. */
  private final Map<String, Unended> live = new LinkedHashMap<>();

  private volatile InstanceDirectory directory;
  private final Ballast ballast = new Ballast("journal", () -> directory);
  private JournalFile file;
  private int endedInFile;
  private boolean failing;
  private long repairAtNanos;

  private Journal(Path instances, Owner owner, Executor spawnerThread) {
    this.instances = instances;
    this.owner = owner;
    this.spawnerThread = spawnerThread;
  }

  /**
   * Begins an instance.
   *
   * @param bounds of what it remembers
   * @param recovered what former ones have left, which it takes over
   * @param spawnerThread runs tasks on the spawner's thread, until that ends
   */
  public static Journal open(
      Path dataDirectory,
      Owner owner,
      RetentionBounds bounds,
      Recovered recovered,
      Executor spawnerThread) {
    Journal journal = new Journal(CrashRecovery.instances(dataDirectory), owner, spawnerThread);
    journal.writeAnew();
    if (bounds.keepAny()) {
      journal.history =
          History.begin(
              () -> journal.directory, bounds, recovered.executions(), journal::writeEndedSoon);
    }
    recovered.release(journal.history == null || journal.history.hasCarriedOver());
    return journal;
  }

  /** To be called ahead of the spawn: a process whose marker nobody has written down is lost. */
  @RunsOn(ThreadRole.SPAWNER)
  public void starting(JournaledExecution execution) {
    JournalRecord.Starting starting = execution.starting();
    write(Unended.of(starting), starting);
  }

  /** The leader runs, and was not handed to anybody who could reap it. */
  @RunsOn(ThreadRole.SPAWNER)
  public void started(String executionId, String marker, int pid) {
    JournalRecord.Started started =
        new JournalRecord.Started(
            executionId, marker, pid, startTicks(pid), Instant.now().truncatedTo(MILLIS));
    write(Unended.of(live.get(marker), started), started);
  }

  private static Long startTicks(int pid) {
    try {
      OptionalLong ticks = ProcessTable.readStartTicks(pid);
      return ticks.isPresent() ? ticks.getAsLong() : null;
    } catch (IOException e) {
      log.atDebug().addKeyValue("pid", pid).setCause(e).log("a start time could not be read");
      return null; // The marker still tells its processes.
    }
  }

  /**
   * Where the spawner holds children back: by it the next server finds who still waits there.
   *
   * @throws IOException if this server has no directory, which is tried again later
   */
  @RunsOn(ThreadRole.SPAWNER)
  public Path gate() throws IOException {
    if (directory == null) {
      throw new IOException("there is no directory to hold a command back in");
    }
    return directory.gate();
  }

  /**
   * The instance's name, or that there is none as long as the journal can't be written. Any thread.
   */
  public String instanceId() {
    return instanceId;
  }

  /**
   * It is over, and what still lives of it may stay. Any thread; doesn't wait.
   *
   * @param onWritten runs once a crash could not make the end unknown any more, or that can't be
   *     had; on whatever thread, so it must hand over at once
   */
  public void ended(PastExecution execution, Runnable onWritten) {
    if (history == null) {
      release(execution.marker());
      onWritten.run();
    } else {
      history.add(
          execution,
          () -> {
            onWritten.run();
            endedMarkers.add(execution.marker()); // The next that starts may take it along.
          });
    }
  }

  /** Nothing was started, or it is over: what lives of it may stay. Any thread; doesn't wait. */
  public void release(String marker) {
    endedMarkers.add(marker);
    writeEndedSoon();
  }

  private void writeEndedSoon() {
    if (!endedMarkers.isEmpty() && writingAsked.compareAndSet(false, true)) {
      spawnerThread.execute(this::writeEnded);
    }
  }

  @RunsOn(ThreadRole.SPAWNER)
  private void writeEnded() {
    writingAsked.set(false);
    List<JournalRecord> lines = takeEnded();
    if (!lines.isEmpty()) {
      write(lines);
    }
  }

  private void write(Unended execution, JournalRecord record) {
    List<JournalRecord> lines = takeEnded();
    live.put(execution.marker(), execution);
    lines.add(record);
    write(lines);
  }

  private List<JournalRecord> takeEnded() {
    List<JournalRecord> lines = new ArrayList<>();
    for (String marker = endedMarkers.poll(); marker != null; marker = endedMarkers.poll()) {
      if (live.remove(marker) != null) {
        lines.add(new JournalRecord.Ended(marker));
        endedInFile++;
      }
    }
    return lines;
  }

  private void write(List<JournalRecord> lines) {
    if (file == null) {
      if (System.nanoTime() - repairAtNanos >= 0) {
        writeAnew();
      }
    } else if (endedInFile > Math.max(FEW_ENDED, MOSTLY_ENDED * live.size())) {
      writeAnew();
    } else {
      try {
        file.append(lines);
        ballast.hold();
      } catch (IOException | RuntimeException e) {
        recover(e);
      }
    }
  }

  /** The file may end in half a line: only a new one is whole. */
  private void recover(Exception cause) {
    if (ballast.giveUp(cause)) {
      writeAnew();
    } else {
      failed(cause);
    }
  }

  private JournalRecord.Instance instance() throws IOException {
    return new JournalRecord.Instance(
        directory.id(),
        Boot.id(),
        owner.version(),
        startedAt,
        owner.cgroups() == null ? null : owner.cgroups().toString());
  }

  /** All that is live, in a new file: shorter than the old one, and whole. */
  private void writeAnew() {
    try {
      if (directory == null) {
        directory = InstanceDirectory.create(instances);
        instanceId = directory.id();
      }
      List<JournalRecord> records = new ArrayList<>(2 * live.size() + 1);
      records.add(instance());
      live.values().forEach(execution -> records.addAll(execution.lines()));
      JournalFile.closeQuietly(file); // Nobody writes to that one any more, also where this fails.
      file = JournalFile.replace(directory.journal(), records);
      endedInFile = 0;
      if (failing) {
        failing = false;
        log.atInfo().log("the journal is written again");
      }
      ballast.hold();
    } catch (IOException | RuntimeException e) {
      recover(e);
    }
  }

  /** Said once: what fills a disk would fill the log too. */
  private void failed(Exception cause) {
    if (!failing) {
      log.atError()
          .setCause(cause)
          .log("the journal can't be written: a crash would leave processes behind");
    }
    failing = true;
    repairAtNanos = System.nanoTime() + REPAIR_INTERVAL_NANOS;
    JournalFile.closeQuietly(file);
    file = null;
  }

  /**
   * Ends the instance. Its directory stays if there is something to remember, or if an execution
   * would not end: then the next server shall try. To be called once the spawner's thread and the
   * reader loops have ended.
   */
  public void close() throws IOException, InterruptedException {
    boolean remembers = history != null && history.close();
    List<JournalRecord> lastLines = takeEnded();
    if (remembers && file != null) {
      write(lastLines);
    }
    JournalFile.closeQuietly(file);
    file = null;
    ballast.release();
    if (directory == null) {
      return;
    }
    try (InstanceDirectory own = directory) {
      if (!live.isEmpty()) {
        log.atWarn()
            .addKeyValue("live_executions", live.size())
            .log("the journal stays, for the next start to end what is left");
      } else if (!remembers) {
        own.delete();
      }
    }
  }
}
