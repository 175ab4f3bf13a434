package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException.Damaged;
import dev.persist.conformance.Rule;
import dev.persist.machine.Copies;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left of a damaged or cut write-ahead log is never served as if it were whole. The store is copied while it is
 * open, which is what a kill leaves.
 *
 * <p>A log cut exactly between two records is what a crash before the second leaves too, so it opens: no check can tell
 * the two apart, and a cut of the newest file is outside what an engine can detect.
 */
@Rule("C2")
class WriteAheadLogTest {
  private static final int BLOCK = 32 * 1024;
  private static final int COMMITS = 200;

  @TempDir private Path directory;

  private Path killed;
  private byte[] log;
  private int copies;

  /** One event in each commit, of 200 to 300 bytes, in one log file. */
  @BeforeEach
  void write() throws IOException {
    try (var store = open(directory.resolve("open"))) {
      for (var i = 1; i <= COMMITS; i++) {
        append(store, i);
      }
      killed = copy(directory.resolve("open"), "killed");
    }
    log = Files.readAllBytes(newest(killed));
    assertThat(log.length).isBetween(BLOCK + 1000, 3 * BLOCK);
  }

  @Test
  void a_log_cut_anywhere_opens_with_the_commits_before_the_cut() throws IOException {
    var cuts = IntStream.concat(
        IntStream.rangeClosed(log.length - 300, log.length),
        IntStream.concat(IntStream.range(BLOCK - 20, BLOCK + 20), new Random(1).ints(60, 0, log.length)));
    var commits = new ArrayList<Integer>();
    for (var cut : cuts.toArray()) {
      var copy = copy(killed, "cut");
      Files.write(newest(copy), Arrays.copyOf(log, cut));
      try (var store = open(copy)) {
        var events = store.log().read("s").toList();
        assertThat(events).as("cut at %d", cut).isEqualTo(written(events.size()));
        assertThat(store.log().lastSeq("s")).isEqualTo(events.size());
        commits.add(events.size());
      }
    }
    assertThat(commits).contains(COMMITS, COMMITS - 1).anyMatch(count -> count < COMMITS / 2);
  }

  @Test
  void every_flipped_bit_is_found() throws IOException {
    var headers = headers();
    var missed = new ArrayList<String>();
    for (var at = 0; at < log.length; at++) {
      for (var bit : headers.get(at) ? new int[]{0, 1, 2, 3, 4, 5, 6, 7} : new int[]{at % 8}) {
        log[at] ^= (byte) (1 << bit);
        try {
          check();
          missed.add("byte " + at + " bit " + bit);
        } catch (Damaged found) {
          // As it should be.
        }
        log[at] ^= (byte) (1 << bit);
      }
    }
    assertThat(missed).isEmpty();
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  private void check() throws IOException {
    WriteAheadLog.check(killed, new ByteArrayInputStream(log), 0);
  }

  /** RocksDB alone never returns from opening some of these. */
  @Test
  void a_store_with_a_flipped_bit_does_not_open() throws IOException {
    var headers = headers().stream().toArray();
    var header = new Random(2).ints(15, 0, headers.length / 7).map(i -> headers[i * 7]).toArray();
    for (var at : header) {
      for (var bit : new int[]{2, 4 * 8 + 1, 5 * 8 + 6, 6 * 8, 6 * 8 + 1, 6 * 8 + 2, 6 * 8 + 7, 9 * 8, 30 * 8}) {
        var copy = copy(killed, "flipped");
        var bytes = log.clone();
        bytes[at + bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(newest(copy), bytes);
        assertThatThrownBy(() -> open(copy)).as("record at %d, bit %d", at, bit).isInstanceOf(Damaged.class);
        assertThat(Files.readAllBytes(newest(copy))).as("the damaged log is left as it is").isEqualTo(bytes);
      }
    }
  }

  @Test
  void zeros_after_the_end_are_harmless() throws IOException {
    for (var zeros : new int[]{1, 6, 7, 100, 3 * BLOCK}) {
      var copy = copy(killed, "zeros");
      Files.write(newest(copy), new byte[zeros], StandardOpenOption.APPEND);
      try (var store = open(copy)) {
        assertThat(store.log().read("s")).isEqualTo(written(COMMITS));
      }
    }
  }

  @Test
  void garbage_after_the_end_is_refused_or_ignored() throws IOException {
    var random = new Random(3);
    for (var i = 0; i < 60; i++) {
      var garbage = new byte[1 + random.nextInt(i % 2 == 0 ? 40 : 2 * BLOCK)];
      random.nextBytes(garbage);
      var copy = copy(killed, "garbage");
      Files.write(newest(copy), garbage, StandardOpenOption.APPEND);
      try (var store = open(copy)) {
        assertThat(store.log().read("s")).isEqualTo(written(COMMITS));
      } catch (Damaged refused) {
        assertThat(garbage).hasSizeGreaterThanOrEqualTo(7);
      }
    }
  }

  @Test
  void an_older_log_file_that_is_missing_or_cut_is_refused() throws IOException {
    var commits = 1200;
    Path several;
    try (var store = openKeepingLogs(directory.resolve("keeping"))) {
      IntStream.rangeClosed(1, commits).forEach(i -> append(store, i));
      several = copy(directory.resolve("keeping"), "several");
    }
    var files = WriteAheadLog.files(several).stream().map(Path::getFileName).toList();
    assertThat(files).hasSizeGreaterThanOrEqualTo(4);
    try (var store = open(copy(several, "whole"))) {
      assertThat(store.log().read("s")).isEqualTo(written(commits));
    }
    for (var file : files.subList(0, files.size() - 1)) {
      var missing = copy(several, "missing");
      Files.delete(missing.resolve(file));
      assertThatThrownBy(() -> open(missing)).as("%s is missing", file).isInstanceOf(Damaged.class);
      for (var less : new int[]{1, 50, (int) Files.size(several.resolve(file)) - 1}) {
        var cut = copy(several, "cut");
        var bytes = Files.readAllBytes(several.resolve(file));
        Files.write(cut.resolve(file), Arrays.copyOf(bytes, bytes.length - less));
        assertThatThrownBy(() -> open(cut)).as("%s is %d shorter", file, less).isInstanceOf(Damaged.class);
      }
    }
  }

  /** A record never crosses a block, so what begins a batch may lie in two. */
  @Test
  void a_batch_that_begins_anywhere_at_the_end_of_a_block_is_sound() throws IOException {
    var path = directory.resolve("blocks");
    try (var store = open(path)) {
      for (var left = 0; left <= 30; left++) {
        fillBlock(store, path, left);
        store.kv().put("k", Json.of(left));
        WriteAheadLog.check(path);
      }
      try (var copy = open(copy(path, "copy"))) {
        assertThat(copy.kv().get("k")).contains(Json.of(30));
      }
    }
  }

  /** Writes until there are {@code left} bytes left in the block at the end of the log. */
  private static void fillBlock(Persist store, Path path, int left) throws IOException {
    var record = 0L;
    var room = 0L;
    while (room < 2000 || room > 10_000) {
      var before = size(path);
      store.kv().put("k", Json.of("x".repeat(1000)));
      record = size(path) - before;
      room = BLOCK - left - size(path) % BLOCK;
    }
    store.kv().put("k", Json.of("x".repeat((int) (room - record + 1000))));
    assertThat((size(path) + left) % BLOCK).isZero();
  }

  private static Persist open(Path path) {
    return Persist.over(new RocksDbBackend(Database.open(path)));
  }

  /** Opens a store that fills one log file after the other, and keeps them for long. */
  private static Persist openKeepingLogs(Path path) {
    return Persist.over(new RocksDbBackend(Database.open(path, () -> Database.options()
        .setWriteBufferSize(64 << 10)
        .setMaxWriteBufferNumber(40)
        .setMinWriteBufferNumberToMerge(20))));
  }

  private static void append(Persist store, int number) {
    store.log().append("s", List.of(event(number)));
  }

  private static NewEvent event(int number) {
    return NewEvent.of("t", Instant.EPOCH, "x".repeat(200 + number % 100) + number);
  }

  private static List<Event> written(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(seq -> {
      var event = event(seq);
      return new Event("s", seq, event.type(), event.at(), event.data(), event.meta());
    }).toList();
  }

  /** The bytes that are part of a record's header. */
  private BitSet headers() {
    var headers = new BitSet();
    for (var at = 0; at < log.length;) {
      if (BLOCK - at % BLOCK < 7) {
        at += BLOCK - at % BLOCK;
      } else {
        headers.set(at, at + 7);
        at += 7 + (log[at + 4] & 0xff) + 256 * (log[at + 5] & 0xff);
      }
    }
    return headers;
  }

  private static Path newest(Path path) throws IOException {
    return WriteAheadLog.files(path).getLast();
  }

  private static long size(Path path) throws IOException {
    return Files.size(newest(path));
  }

  private Path copy(Path from, String name) {
    copies++;
    return Copies.of(from, directory.resolve(name + copies));
  }
}
