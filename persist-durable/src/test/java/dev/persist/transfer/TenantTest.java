package dev.persist.transfer;

import static dev.persist.transfer.Tenants.MINE;
import static dev.persist.transfer.Tenants.OTHER;
import static dev.persist.transfer.Tenants.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Engines;
import dev.persist.conformance.Seeds;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Loading;
import dev.persist.spi.Movable;
import dev.persist.verify.Verify;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One tenant leaves a store of several, with all that is its own and nothing else. */
class TenantTest {
  private static final int STEPS = 150;
  private static final Instant AT = Instant.EPOCH;

  @TempDir private Path directory;

  /** Each engine is left once and entered once; more seeds in memory, where they are cheap. */
  static Stream<Arguments> moves() {
    return Stream.concat(
        Stream.of(Arguments.of(Engines.ROCKSDB, Engines.SQLITE, 1L),
            Arguments.of(Engines.SQLITE, Engines.POSTGRESQL, 2L),
            Arguments.of(Engines.POSTGRESQL, Engines.ROCKSDB, 3L)),
        Seeds.upTo(10).stream().map(seed -> Arguments.of(Engines.MEMORY, Engines.MEMORY, seed)));
  }

  @ParameterizedTest
  @MethodSource("moves")
  void a_tenant_is_copied_while_all_write(Engines from, Engines to, long seed) throws Exception {
    var random = new Random(seed);
    try (var source = from.get(); var target = to.get()) {
      try (var store = (Movable) source.open(); var other = (Movable) target.open()) {
        var tenants = new Tenants(Persist.over(store));
        tenants.begin();
        for (var pass = 0; pass < 4; pass++) {
          happen(tenants, random, STEPS / 4);
          var off = new Cut(other, random.nextInt(4), random.nextBoolean());
          try {
            Copy.ofPrefix("shop", MINE, store, off, 1 + random.nextInt(50)).pass(Progress.NONE);
          } catch (Cut.CutOff e) {
            assertThat(off.isOver()).isTrue();
          }
        }
        var copy = Copy.ofPrefix("shop", MINE, store, other);
        copy.pass(Progress.NONE);
        assertThat(copy.pass(Progress.NONE)).isZero();
        happen(tenants, random, 5);
        copy.finish();
        assertThat(totals(other)).isEqualTo(totalsOfMine(store));
        requireMoved(store, other, seed);
      }
      try (var store = (Movable) source.open(); var other = (Movable) target.open()) {
        goesOn(store, other, seed);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("moves")
  void a_tenant_is_exported_and_imported(Engines from, Engines to, long seed) throws Exception {
    var file = directory.resolve("tenant.ndjson.zst");
    try (var source = from.get(); var target = to.get()) {
      try (var store = (Movable) source.open(); var other = (Movable) target.open()) {
        var tenants = new Tenants(Persist.over(store));
        tenants.begin();
        happen(tenants, new Random(seed), STEPS);
        Totals exported;
        try (var contents = store.contents().ofPrefix(MINE); var out = Files.newOutputStream(file)) {
          exported = Export.write(contents, "tenant-7", out, Progress.NONE);
        }
        assertThat(Import.from(file, other, Progress.NONE, 50)).isEqualTo(exported);
        assertThat(totals(other)).isEqualTo(exported);
        requireMoved(store, other, seed);
      }
      try (var store = (Movable) source.open(); var other = (Movable) target.open()) {
        goesOn(store, other, seed);
      }
    }
  }

  private static void happen(Tenants tenants, Random random, int steps) throws InterruptedException {
    for (var step = 0; step < steps; step++) {
      tenants.happen(random.nextInt(3) == 0 ? OTHER : MINE, random);
    }
  }

  private static Totals totals(Movable store) {
    try (var contents = store.contents()) {
      return Totals.of(contents);
    }
  }

  private static Totals totalsOfMine(Movable store) {
    try (var contents = store.contents().ofPrefix(MINE)) {
      return Totals.of(contents);
    }
  }

  /** Requires that {@code to} has all of the tenant in {@code from}, as readers see it, and nothing else. */
  private static void requireMoved(Movable from, Movable to, long seed) {
    var before = new Tenants(Persist.over(from));
    var after = new Tenants(Persist.over(to));
    try (var contents = to.contents()) {
      Verify.each(contents, Optional.empty(), problem -> assertThat(problem).as("seed %s", seed).isNull());
      var all = new ArrayList<Object>(contents.streams().toList());
      contents.events().forEach(all::add);
      contents.outcomes().forEach(all::add);
      contents.entries().forEach(all::add);
      assertThat(all).as("seed %s", seed)
          .noneMatch(each -> each.toString().contains(OTHER))
          .noneMatch(each -> each.toString().contains(SHARED))
          .noneMatch(each -> each.toString().contains(Event.GLOBAL));
    }
    var streams = before.store().catalog().streams().filter(stream -> stream.startsWith(MINE)).toList();
    assertThat(after.store().catalog().streams()).as("seed %s", seed).isEqualTo(streams).isNotEmpty();
    for (var stream : streams) {
      assertThat(after.store().log().lastSeq(stream)).isEqualTo(before.store().log().lastSeq(stream));
      assertThat(after.store().log().read(stream)).isEqualTo(before.store().log().read(stream).toList());
      assertThat(after.counts().load(stream)).as(stream).isEqualTo(before.counts().load(stream));
    }
    assertThat(after.store().log().timeline(after.links(MINE)).read())
        .isEqualTo(before.store().log().timeline(before.links(MINE)).read().toList());
    assertThat(after.store().kv().keys("")).isEqualTo(before.store().kv().keys(MINE).toList());
    after.store()
        .kv()
        .keys("")
        .forEach(key -> assertThat(after.store().kv().get(key)).as(key)
            .isEqualTo(before.store().kv().get(key)));
    for (var id : Tenants.ids(MINE)) {
      assertThat(after.retried(MINE, id)).as("seed %s, %s", seed, id).isEqualTo(before.retried(MINE, id));
    }
    for (var id : Tenants.ids(OTHER)) {
      assertThat(after.store().outcome(id)).isEmpty();
    }
    var mailer = before.subscription(MINE + "mailer", MINE + "s0", before.links(MINE)).status();
    assertThat(after.subscription(MINE + "mailer", MINE + "s0", after.links(MINE)).status()).isEqualTo(mailer);
    var mixed = before.subscription("mixed", MINE + "s1").status().seqs().get(MINE + "s1");
    assertThat(after.subscription("mixed", MINE + "s1").status().seqs())
        .isEqualTo(mixed == null ? Map.of() : Map.of(MINE + "s1", mixed));
  }

  /** Requires that the same happens in both stores from here on. */
  private static void goesOn(Movable from, Movable to, long seed) throws InterruptedException {
    var before = new Tenants(Persist.over(from));
    var after = new Tenants(Persist.over(to));
    var one = new Random(seed);
    var other = new Random(seed);
    for (var step = 0; step < STEPS / 2; step++) {
      var told = before.go(MINE, one);
      assertThat(mine(after.go(MINE, other))).as("seed %s, step %s", seed, step).isEqualTo(mine(told));
    }
    requireMoved(from, to, seed);
    assertThat(totalsOfMine(to)).isEqualTo(totalsOfMine(from));
    assertThat(after.linkedByBoth()).as("seed %s", seed)
        .isEqualTo(after.store()
            .catalog()
            .streams()
            .flatMap(stream -> after.store().log().readWhere(stream, event -> !event.type().equals(Event.LINK)))
            .map(event -> event.stream() + " " + event.seq())
            .sorted()
            .toList());
  }

  /** Returns {@code answer} with the events of the tenant alone, if it is an answer to a retry. */
  private static Object mine(Object answer) {
    return answer instanceof CommitResult.AlreadyCommitted(var events)
        ? events.stream().filter(event -> event.stream().startsWith(MINE)).toList()
        : answer;
  }

  private static void requireRefused(Movable store, String... parts) {
    assertThatThrownBy(() -> store.contents().ofPrefix(MINE)).isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContainingAll(parts);
    try (var empty = new MemoryBackend()) {
      var copy = Copy.ofPrefix("shop", MINE, store, empty);
      assertThatThrownBy(() -> copy.pass(Progress.NONE)).hasMessageContainingAll(parts);
      assertThatThrownBy(copy::finish).hasMessageContainingAll(parts);
      assertThat(totals(empty).streams() + totals(empty).keys()).isZero();
    }
  }

  @Test
  void a_link_that_leads_out_of_the_part_is_refused_before_anything_is_written() {
    try (var source = new MemoryBackend()) {
      var store = Persist.over(source);
      store.commit(Commit.builder().append(MINE + "a", NewEvent.of("x", AT, 1)).link(MINE + "all").build());
      store.commit(Commit.builder().append(OTHER + "a", NewEvent.of("x", AT, 1)).link(MINE + "all").build());
      store.commit(Commit.builder().append(SHARED + "a", NewEvent.of("x", AT, 1)).link(MINE + "zz").build());
      requireRefused(source, "event 2 of stream \"tenant-7/all\"", "event 1 of stream \"tenant-70/a\"");
      store.log().truncate(MINE + "all", 2);
      requireRefused(source, "event 1 of stream \"tenant-7/zz\"", "event 1 of stream \"shared/a\"");
      store.log().truncate(MINE + "zz", 1);
      assertThat(totalsOfMine(source)).isEqualTo(new Totals(3, 1, 0, 1, totalsOfMine(source).digest()));
    }
  }

  @Test
  void a_link_that_begins_to_lead_out_during_a_copy_leaves_the_target_not_whole() {
    try (var source = new MemoryBackend(); var target = new MemoryBackend()) {
      var store = Persist.over(source);
      store.log().append(MINE + "a", "x", AT, 1);
      var copy = Copy.ofPrefix("shop", MINE, source, target);
      copy.pass(Progress.NONE);
      store.commit(Commit.builder().append(OTHER + "a", NewEvent.of("x", AT, 1)).link(MINE + "all").build());
      assertThatThrownBy(copy::finish).isInstanceOf(StoreException.Unavailable.class);
      assertThat(Loading.of(target)).isPresent();
      assertThatThrownBy(() -> Copy.ofPrefix("shop", OTHER, source, target)).hasMessageContaining(MINE);
      assertThatThrownBy(() -> new Copy("shop", source, target)).hasMessageContaining(MINE);
    }
  }

  @Test
  void a_store_that_is_not_whole_has_no_parts_and_a_prefix_is_a_name() {
    try (var source = new MemoryBackend(); var target = new MemoryBackend()) {
      Persist.over(source).kv().put(MINE + "k", Json.of(1));
      new Copy("shop", source, target).pass(Progress.NONE);
      assertThatThrownBy(() -> target.contents().ofPrefix(MINE)).hasMessageContaining("not whole");
      for (var prefix : List.of("", "$", "$global")) {
        assertThatThrownBy(() -> source.contents().ofPrefix(prefix)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }
}
