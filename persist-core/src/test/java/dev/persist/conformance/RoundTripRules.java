package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.NewEvent;
import dev.persist.log.AlreadyAppended;
import dev.persist.log.EventTypes;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written can be read, by every reader (rule L6), as what was written (rule L7). */
abstract class RoundTripRules extends Suite {
  private static final EventTypes<Drawn> TYPES = EventTypes.of(Drawn.class);
  private static final int DRAWN = 60;

  /** Each at a limit: what lies deepest, the longest name, the longest numbers. */
  private static final List<Json> LARGEST = Stream.of(
      "[".repeat(Limits.JSON_DEPTH) + "]".repeat(Limits.JSON_DEPTH),
      "{\"a\":".repeat(Limits.JSON_DEPTH) + "0" + "}".repeat(Limits.JSON_DEPTH),
      "{\"" + "é".repeat(Limits.JSON_NAME) + "\":1}", "-" + "9".repeat(Limits.NUMBER_DIGITS),
      "0." + "1".repeat(Limits.NUMBER_DIGITS), "1e" + (Limits.NUMBER_DIGITS - 1), "1e-" + Limits.NUMBER_DIGITS,
      "9".repeat(Limits.NUMBER_DIGITS) + "." + "9".repeat(Limits.NUMBER_DIGITS))
      .map(Json::parse)
      .toList();

  RoundTripRules(ConformanceKit kit) {
    super(kit);
  }

  /** Writes each value as data, with an id, as metadata and as the value of a key, and asks every reader for it. */
  private void assertReadable(List<Json> values) {
    for (var i = 0; i < values.size(); i++) {
      var event = event(values.get(i));
      log().appendOnce("s", "id" + i, event);
      kv().put("k" + i, values.get(i));
    }
    restart();
    for (var i = 0; i < values.size(); i++) {
      assertThat(kv().get("k" + i).map(value -> Json.of(value.tree()))).contains(values.get(i));
      assertThat(log().appendOnce("s", "id" + i, event(values.get(i)))).isInstanceOfSatisfying(
          AlreadyAppended.class, earlier -> assertThat(earlier.events().getFirst().seq()).isPositive());
    }
    assertThat(log().read("s").map(RoundTripRules::reread)).containsExactlyElementsOf(values);
    var archived = store.archivingTo(new MemoryBlobStore());
    archived.snapshots("count", 1, COUNT, Codec.of(Integer.class)).compact("s");
    assertThat(log().read("s")).isEmpty();
    assertThat(archived.log().readWithArchive("s", 1).map(RoundTripRules::reread)).containsExactlyElementsOf(values);
  }

  private static NewEvent event(Json value) {
    var event = NewEvent.of("x", AT, value);
    return value.isObject() && value.size() < Limits.META_BYTES ? event.withMeta(value) : event;
  }

  private static Json reread(Event event) {
    return Json.of(event.data().tree());
  }

  @Test
  @Rule("L6")
  void json_drawn_at_random_is_read_by_every_reader() {
    for (var seed : Seeds.upTo(2)) {
      var drawn = new DrawnEvents(seed);
      assertReadable(Stream.generate(drawn::json).limit(DRAWN).toList());
      startOver();
    }
  }

  @Test
  @Rule({"L6", "C10"})
  void json_at_the_limits_is_read_by_every_reader() {
    assertReadable(LARGEST);
  }

  /** A state holds what an event says, and something around it. */
  @Test
  @Rule({"L6", "P3"})
  void json_at_the_limits_is_kept_in_states() {
    var last = new Projection<>(Json.EMPTY, (state, event) -> Json.of(List.of(Map.of("last", event.data()))));
    for (var i = 0; i < LARGEST.size(); i++) {
      var stream = "s" + i;
      var state = Json.of(List.of(Map.of("last", LARGEST.get(i))));
      log().append(stream, "x", AT, LARGEST.get(i));
      var snapshots = store.snapshots("last", 1, last, Codec.of(Json.class));
      snapshots.keep(stream);
      assertThat(snapshots.view(stream).refresh().value()).isEqualTo(state);
      assertThat(snapshots.compact(stream).through()).isEqualTo(1);
      restart();
      assertThat(store.snapshots("last", 1, last, Codec.of(Json.class)).view(stream).refresh().value())
          .isEqualTo(state);
    }
    var largest = json("x".repeat(Limits.VALUE_BYTES - 2));
    log().append("s", "x", AT, Map.of());
    store.snapshots("largest", 1, new Projection<>(Json.EMPTY, (state, event) -> largest), Codec.of(Json.class))
        .keep("s");
    assertThatIllegalArgumentException().isThrownBy(() -> kv().put("k", Json.of(List.of(LARGEST.getFirst()))))
        .withMessageContaining("JSON_DEPTH");
  }

  @Test
  @Rule({"L6", "C10"})
  void deeper_json_is_refused_before_anything_is_written() {
    var deep = Json.parse("[".repeat(Limits.JSON_DEPTH + 1) + "]".repeat(Limits.JSON_DEPTH + 1));
    assertRefused("JSON_DEPTH", () -> log().append("s", "x", AT, deep));
    assertRefused("JSON_DEPTH", () -> log().appendOnce("s", "id", NewEvent.of("x", AT, deep)));
    assertRefused("JSON_DEPTH", () -> log().append("s", List.of(event("x").withMeta(Map.of("deep", deep)))));
    assertRefused("JSON_DEPTH", () -> kv().put("k", deep));
    assertRefused("JSON_DEPTH", () -> Guard.keyIs("k", deep));
    assertThat(append("s").seq()).as("the store takes others").isEqualTo(1);
  }

  @Test
  @Rule({"L6", "C10"})
  void longer_names_and_numbers_are_no_json() {
    assertRefused("JSON_NAME", () -> Json.of(Map.of("n".repeat(Limits.JSON_NAME + 1), 1)));
    assertRefused("JSON_NAME", () -> Json.parse("{\"" + "n".repeat(Limits.JSON_NAME + 1) + "\":1}"));
    for (var text : List.of("1" + "0".repeat(Limits.NUMBER_DIGITS), "1e" + Limits.NUMBER_DIGITS, "10e2147483647",
        "-1e1001", "1e-1001", "0." + "0".repeat(Limits.NUMBER_DIGITS) + "1")) {
      assertRefused("NUMBER_DIGITS", () -> Json.parse(text));
    }
    for (var number : List.of(new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE),
        new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE), new BigDecimal(BigInteger.TEN, -Limits.NUMBER_DIGITS))) {
      assertRefused("NUMBER_DIGITS", () -> Json.of(number));
    }
    for (var long5000 : List.of("9".repeat(5_000), "0." + "9".repeat(5_000), "1e99999999999")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(long5000));
      assertThatIllegalArgumentException().isThrownBy(() -> Json.of(new BigDecimal(long5000)));
    }
    assertThat(store.catalog().streams()).isEmpty();
  }

  private void assertRefused(String limit, Runnable write) {
    assertThatIllegalArgumentException().isThrownBy(write::run).withMessageContaining(limit);
    assertThat(store.catalog().streams()).isEmpty();
    assertThat(kv().keys("")).isEmpty();
  }

  @Test
  @Rule("L7")
  void typed_events_drawn_at_random_are_read_back_equal() {
    for (var seed : Seeds.upTo(2)) {
      var drawn = new DrawnEvents(seed);
      var events = Stream.generate(drawn::event).limit(DRAWN).toList();
      log().append("s", events.stream().map(event -> TYPES.write(event, AT)).toList());
      restart();
      assertThat(log().read("s").map(TYPES::read)).as("seed " + seed).containsExactlyElementsOf(events);
      var all = Projection.of(TYPES, List.<Drawn>of(), (list, event) -> {
        var more = new ArrayList<>(list);
        more.add(event);
        return List.copyOf(more);
      });
      assertThat(all.fold(log(), "s")).isEqualTo(events);
      for (var i = 0; i < events.size(); i++) {
        log().appendOnce("ids", "id" + i, TYPES.write(events.get(i), AT));
        assertThat(log().appendOnce("ids", "id" + i, TYPES.write(events.get(i), AT))).isInstanceOfSatisfying(
            AlreadyAppended.class, earlier -> assertThat(earlier.events()).hasSize(1));
      }
      assertThat(log().read("ids").map(TYPES::read)).containsExactlyElementsOf(events);
      var archived = store.archivingTo(new MemoryBlobStore());
      archived.snapshots("count", 1, COUNT, Codec.of(Integer.class)).compact("s");
      assertThat(archived.log().readWithArchive("s", 1).map(TYPES::read)).containsExactlyElementsOf(events);
      startOver();
    }
  }

  @Test
  @Rule("L9")
  void a_read_refuses_the_names_that_no_write_takes() {
    var id = "é".repeat(Limits.NAME_BYTES / 2) + "x";
    for (var bad : List.of("", "\ud800", id)) {
      for (var read : List.<Runnable>of(() -> kv().get(bad), () -> kv().has(bad), () -> log().read(bad),
          () -> log().lastSeq(bad), () -> log().count(bad), () -> log().readWithArchive(bad, 1),
          () -> log().timeline(bad),
          () -> log().hasKey(bad, "k"), () -> log().hasKey("s", bad), () -> store.catalog().exists(bad),
          () -> store.subscription("n", bad), () -> counts("n").view(bad).register(),
          () -> counts("n").load(bad), () -> kv().cas(bad, json(1), json(2)), () -> kv().putNew(bad, json(1)))) {
        assertThatIllegalArgumentException().isThrownBy(read::run)
            .withMessageMatching("(?s).*(empty|surrogate|NAME_BYTES).*");
      }
    }
    for (var bad : List.of("\ud800", id)) {
      assertThatIllegalArgumentException().isThrownBy(() -> kv().keys(bad));
      assertThatIllegalArgumentException().isThrownBy(() -> store.catalog().streams(bad));
    }
  }

  @Test
  @Rule("L6")
  void a_commit_at_every_limit_is_answered_again_whole() {
    var id = CommitId.of("s", "id", json(1));
    var commit = Commit.builder().id(id);
    IntStream.range(0, 7).forEach(i -> commit.append("s", NewEvent.of("x", AT, "x".repeat(Limits.EVENT_BYTES - 4))));
    LARGEST.forEach(value -> commit.append("s", NewEvent.of("x", AT, value)).link("l").put("k", value));
    store.commit(commit.build());
    restart();
    assertThat(store.commit(commit.build())).isInstanceOfSatisfying(
        CommitResult.AlreadyCommitted.class,
        earlier -> assertThat(earlier.events().stream().filter(event -> event.stream().equals("s")))
            .containsExactlyElementsOf(log().read("s").toList()));
  }
}
