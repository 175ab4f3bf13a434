package dev.persist.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Draw;
import dev.persist.conformance.Engines;
import dev.persist.conformance.Model;
import dev.persist.conformance.Seeds;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Loading;
import dev.persist.spi.Movable;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A store is copied while it is written to. */
class CopyTest {
  private static final int CUTS = 200;

  private static Totals totals(Movable store) {
    try (var contents = store.contents()) {
      return Totals.of(contents);
    }
  }

  static Stream<Arguments> pairs() {
    return Stream.of(Engines.values())
        .flatMap(from -> Stream.of(Engines.values()).map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void a_copy_follows_and_then_answers_as_the_source_does(Engines from, Engines to) throws Exception {
    try (var source = from.get(); var target = to.get()) {
      try (var store = (Movable) source.open(); var other = (Movable) target.open()) {
        new Furnished(Persist.over(store)).furnish();
        var copy = new Copy("shop", store, other, 50);
        assertThat(copy.pass(Progress.NONE)).isGreaterThan(200);
        assertThat(copy.pass(Progress.NONE)).isZero();
        new Furnished(Persist.over(store)).goOn();
        assertThat(copy.pass(Progress.NONE)).isBetween(5L, 100L);
        Persist.over(store).kv().delete("last");
        copy.finish();
        assertThat(totals(other)).isEqualTo(totals(store));
      }
      try (var store = Persist.over(source.open()); var other = Persist.over(target.open())) {
        assertThat(new Furnished(other).goOn()).isEqualTo(new Furnished(store).goOn());
      }
    }
  }

  @Test
  void a_copy_that_is_cut_off_anywhere_goes_on_though_the_source_was_written_to_meanwhile() {
    var seed = Seeds.upTo(1).getLast();
    var draw = new Draw(seed);
    var random = new Random(seed);
    var model = new Model();
    try (var source = new MemoryBackend(); var target = new MemoryBackend()) {
      var store = Persist.over(source);
      for (var cut = 0; cut < CUTS; cut++) {
        for (var commits = 0; commits < 5; commits++) {
          var commit = draw.commit(model);
          model.commit(commit);
          store.commit(commit);
        }
        var off = new Cut(target, random.nextInt(3), random.nextBoolean());
        try {
          new Copy("drawn", source, off, 1 + random.nextInt(20)).pass(Progress.NONE);
        } catch (Cut.CutOff e) {
          assertThat(off.isOver()).isTrue();
        }
      }
      assertThat(Loading.of(target)).isPresent();
      new Copy("drawn", source, target).finish();
      assertThat(Loading.of(target)).isEmpty();
      assertThat(totals(target)).as("repeat with -Dpersist.seed=%s", seed).isEqualTo(totals(source));
    }
  }

  @ParameterizedTest
  @EnumSource(Engines.class)
  void writers_go_on_while_a_copy_follows(Engines engine) throws Exception {
    try (var source = engine.get();
        var target = new MemoryBackend();
        var backend = (Movable) source.open();
        var store = Persist.over(backend)) {
      var stop = new AtomicBoolean();
      var writer = Thread.ofVirtual().start(() -> {
        for (var i = 0; !stop.get(); i++) {
          store.log().append("s" + i % 7, "x", Instant.EPOCH, Map.of("i", i));
          store.kv().put("k" + i % 11, Json.of(i));
        }
      });
      var copy = new Copy("live", backend, target);
      var passes = 0;
      while (passes < 5 || store.log().lastSeq("s0") < 20) {
        assertThat(copy.pass(Progress.NONE)).isNotNegative();
        passes++;
      }
      stop.set(true);
      writer.join();
      copy.finish();
      assertThat(totals(target)).isEqualTo(totals(backend));
    }
  }

  @Test
  void a_target_that_is_no_copy_is_refused() {
    try (var source = new MemoryBackend(); var target = new MemoryBackend()) {
      Persist.over(source).log().append("s", "x", Instant.EPOCH, Map.of());
      Persist.over(target).log().append("s", "x", Instant.EPOCH, Map.of());
      assertThatThrownBy(() -> new Copy("other", source, target)).isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("not empty");
    }
  }
}
