package dev.persist.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Seeds;
import dev.persist.spi.Loading;
import dev.persist.spi.Movable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that imports, or copies and follows, is killed with kill -9 at random moments, and another goes on. */
class TransferKillTest {
  private static final int KILLS = Integer.getInteger("persist.kills", 5);
  private static final int COMMITS = 1_500;
  private static final int AT_ONCE = 10;
  private static final int LONGEST_MILLIS = 300;

  @TempDir private Path directory;

  /** The process that is killed. It says when its target is filled in part. */
  static final class Mover {
    private Mover() {}

    public static void main(String[] args) throws Exception {
      try (var target = Movable.open(args[2])) {
        Thread.ofPlatform().daemon().start(() -> sayBegun(target));
        if (args[0].equals("import")) {
          Import.from(Path.of(args[1]), target, Progress.NONE, AT_ONCE);
        } else {
          follow(args[1], target);
        }
      }
    }

    private static void sayBegun(Movable target) {
      while (Loading.of(target).isEmpty()) {
        Thread.onSpinWait();
      }
      System.out.println("begun");
      System.out.flush();
    }

    /** Copies a store that it also writes to, for ever. */
    private static void follow(String url, Movable target) {
      try (var source = Movable.open(url)) {
        Thread.ofPlatform().daemon().start(() -> write(Persist.over(source), Integer.MAX_VALUE));
        var copy = new Copy("live", source, target, AT_ONCE);
        while (copy.pass(Progress.NONE) >= 0) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private static void write(Persist store, int commits) {
    var before = store.log().lastSeq("all");
    for (var i = before + 1; i <= before + commits; i++) {
      store.commit(Commit.builder()
          .id(CommitId.of("s" + i % 13, "id" + i, Json.of(i)))
          .append("s" + i % 13, NewEvent.of("x", Instant.EPOCH, Map.of("i", i)))
          .append("all", NewEvent.of("y", Instant.EPOCH, i))
          .put("k" + i % 11, Json.of(i))
          .build());
      if (i % 100 == 0) {
        store.log().truncate("all", i - 50);
        store.log().forgetKeys("s" + i % 13, store.log().lastSeq("s" + i % 13) - 3);
      }
    }
  }

  private static Totals totals(Movable store) {
    try (var contents = store.contents()) {
      return Totals.of(contents);
    }
  }

  /** Returns how many of the kills left a store that was filled in part. Stops when the store is whole. */
  private static int kill(Random random, String... args) throws Exception {
    for (var kills = 0; kills < KILLS; kills++) {
      var process = Jvm.start(Mover.class, args);
      process.inputReader().readLine();
      Thread.sleep(random.nextInt(LONGEST_MILLIS));
      process.destroyForcibly().onExit().join();
      try (var target = Movable.open(args[2])) {
        if (Loading.of(target).isEmpty()) {
          return kills;
        }
      }
    }
    return KILLS;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void an_import_goes_on(String scheme) throws Exception {
    var seed = Seeds.upTo(1).getLast();
    var file = directory.resolve("export.zst");
    var target = scheme + ":" + directory.resolve("target");
    var written = export(file);

    assertThat(kill(new Random(seed), "import", file.toString(), target)).isPositive();

    try (var store = Movable.open(target)) {
      if (Loading.of(store).isPresent()) {
        assertThat(Import.from(file, store, Progress.NONE)).isEqualTo(written);
      }
      assertThat(totals(store)).as("repeat with -Dpersist.seed=%s", seed).isEqualTo(written);
    }
  }

  private Totals export(Path file) throws IOException {
    try (var source = Movable.open("rocksdb:" + directory.resolve("source"))) {
      write(Persist.over(source), COMMITS);
      try (var contents = source.contents(); var out = Files.newOutputStream(file)) {
        return Export.write(contents, "killed", out, Progress.NONE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void a_copy_goes_on_whose_source_was_killed_too(String scheme) throws Exception {
    var seed = Seeds.upTo(1).getLast();
    var from = "rocksdb:" + directory.resolve("source");
    var to = scheme + ":" + directory.resolve("target");

    assertThat(kill(new Random(seed), "copy", from, to)).isPositive();

    try (var source = Movable.open(from); var target = Movable.open(to)) {
      var copy = new Copy("live", source, target);
      copy.pass(Progress.NONE);
      write(Persist.over(source), 10);
      copy.finish();
      assertThat(totals(target)).as("repeat with -Dpersist.seed=%s", seed).isEqualTo(totals(source));
      assertThat(totals(source).events()).isGreaterThan(50);
    }
  }
}
