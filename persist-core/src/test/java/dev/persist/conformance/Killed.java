package dev.persist.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.spi.Backend;
import dev.persist.spi.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Runs a {@link Program}, and kills it after some lines. */
public final class Killed {
  private Killed() {}

  /** Takes the name of a program, the URL of a store, and the program's arguments. */
  public static void main(String[] args) throws Exception {
    try (var store = Persist.open(args[1])) {
      program(Class.forName(args[0])).run(store, Killed::say, List.of(args).subList(2, args.length));
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static Program program(Class<?> type) throws ReflectiveOperationException {
    return (Program) type.getDeclaredConstructor().newInstance();
  }

  /** Kills a process of its own with {@code kill -9}; returns all that it said. */
  public static List<String> inProcess(Class<? extends Program> type, int lines, String url, List<String> args)
      throws IOException {
    var process = Jvm.start(Killed.class,
        Stream.concat(Stream.of(type.getName(), url), args.stream()).toArray(String[]::new));
    var said = new ArrayList<String>();
    try (var output = process.inputReader(UTF_8)) {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        said.add(line);
        if (said.size() == lines) {
          // Process.destroyForcibly would close the stream too, and with it drop what was said.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.toHandle().destroyForcibly();
      process.onExit().join();
    }
    if (said.size() < lines && process.exitValue() != 0) {
      throw new AssertionError(type + " failed after " + said + "; its error is on standard error");
    }
    return said;
  }

  /**
   * As {@link #inProcess}, for a store that ends with its process: cuts the program off from it. The first commit after the
   * last line takes effect if {@code lines} is even; then each call of the store throws, in all threads.
   */
  static List<String> cutOff(Class<? extends Program> type, int lines, Backend backend, List<String> args)
      throws Exception {
    var said = Collections.synchronizedList(new ArrayList<String>());
    var dying = new AtomicBoolean();
    var mortal = new Mortal(backend, dying, lines % 2 == 0);
    try {
      program(type).run(Persist.over(mortal), line -> {
        mortal.live();
        said.add(line);
        dying.compareAndSet(false, said.size() >= lines);
      }, args);
    } catch (Exception | Death e) {
      if (Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause).noneMatch(Death.class::isInstance)) {
        throw e;
      }
    } finally {
      mortal.dead.set(true);
    }
    return List.copyOf(said);
  }

  /** Not an exception, which a program might handle. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;

    Death() {
      super("killed", null, false, false);
    }
  }

  private static final class Mortal extends DelegatingBackend {
    final AtomicBoolean dead = new AtomicBoolean();
    private final AtomicBoolean dying;
    private final boolean commitsOnce;

    Mortal(Backend backend, AtomicBoolean dying, boolean commitsOnce) {
      super(backend);
      this.dying = dying;
      this.commitsOnce = commitsOnce;
    }

    void live() {
      if (dead.get()) {
        throw new Death();
      }
    }

    @Override
    public CommitResult commit(Commit commit) {
      live();
      if (dying.get() && !dead.getAndSet(true) && commitsOnce) {
        super.commit(commit);
      }
      live();
      return super.commit(commit);
    }

    @Override
    public Optional<Outcome> outcome(String stream, String key) {
      live();
      return super.outcome(stream, key);
    }

    @Override
    public List<Event> read(String stream, long fromSeq, int limit) {
      live();
      return super.read(stream, fromSeq, limit);
    }

    @Override
    public long lastSeq(String stream) {
      live();
      return super.lastSeq(stream);
    }

    @Override
    public Optional<Json> get(String key) {
      live();
      return super.get(key);
    }

    @Override
    public long awaitChange(long seen, Duration atMost) throws InterruptedException {
      live();
      return super.awaitChange(seen, atMost);
    }
  }
}
