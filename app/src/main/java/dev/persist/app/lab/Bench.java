package dev.persist.app.lab;

import dev.persist.Persist;
import dev.persist.app.demo.Scratch;
import dev.persist.spi.Backend;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** What one run of an experiment has: a directory and a store of its own, and what the visitor chose. */
final class Bench {
  private final Scratch scratch;
  private final Map<String, Integer> numbers;
  private final InstantSource clock;
  private final Consumer<String> progress;
  private final long began = System.nanoTime();

  Bench(Scratch scratch, Map<String, Integer> numbers, InstantSource clock, Consumer<String> progress) {
    this.scratch = scratch;
    this.numbers = Map.copyOf(numbers);
    this.clock = clock;
    this.progress = progress;
  }

  /** Returns a directory that is removed after the run. */
  Path directory() {
    return scratch.directory();
  }

  /** Returns where the store is. */
  String url() {
    return scratch.url();
  }

  /** Returns the store, which the bench closes. */
  Persist store() {
    return scratch.store();
  }

  /** Returns the backend of the store. */
  Backend backend() {
    return scratch.backend();
  }

  /** Closes the store, so that the next call of {@link #store} opens it again. */
  void restart() {
    scratch.restart();
  }

  /** Returns the number that the visitor chose for the parameter {@code name}. */
  int number(String name) {
    return Objects.requireNonNull(numbers.get(name), name);
  }

  Instant now() {
    return clock.instant();
  }

  InstantSource clock() {
    return clock;
  }

  /** Returns the microseconds since the run began. */
  long micros() {
    return (System.nanoTime() - began) / 1_000;
  }

  /** Tells the visitor what happens now. */
  void says(String sentence) {
    progress.accept(sentence);
  }
}
