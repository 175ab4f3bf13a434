package dev.persist.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import dev.persist.blob.Cid;
import dev.persist.internal.OwnKeys;
import dev.persist.log.EventTypes;
import dev.persist.memory.MemoryBackend;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.spi.Delta;
import dev.persist.spi.Link;
import dev.persist.spi.Outcome;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each kind of damage is planted and found. */
class VerifyTest {
  private static final Instant AT = Instant.EPOCH;

  private final MemoryBackend backend = new MemoryBackend();
  private final MemoryBlobStore blobs = new MemoryBlobStore();
  private final Persist store = Persist.over(backend);

  record Sold(String sku) {}

  @AfterEach
  void close() {
    store.close();
  }

  private List<String> problems() {
    var problems = new ArrayList<String>();
    try (var contents = store.contents()) {
      Verify.each(contents, Optional.of(blobs), problems::add);
    }
    return problems;
  }

  private void plant(Event... events) {
    backend.load(new Delta(List.of(events), Map.of(), Map.of(), Map.of(), List.of()));
  }

  private void plant(String key, Object value) {
    backend.load(new Delta(List.of(), Map.of(), Map.of(key, Optional.of(Json.of(value))), Map.of(), List.of()));
  }

  private static Event event(String stream, long seq, Object data) {
    return new Event(stream, seq, "x", AT, Json.of(data), Json.EMPTY);
  }

  private static Event link(String stream, long seq, String target, long to) {
    return new Event(stream, seq, Event.LINK, AT, new Link(target, to).data(), Json.EMPTY);
  }

  @Test
  void a_sound_store_has_no_problem() {
    store.log().appendGlobal("s", "x", AT, blobs.put(new byte[]{1}, "image/png"));
    store.commit(Commit.builder()
        .id(CommitId.of("s", "k", Json.NULL))
        .append("s", NewEvent.of("x", AT, 1))
        .link("l")
        .put("k", Json.of(Map.of("cid", "not one", "mime", "a", "size", 1)))
        .build());
    var boundary = store.boundary("sales", 1, EventTypes.of(Sold.class), sold -> Set.of("sku:" + sold.sku()));
    for (var i = 0; i < 3; i++) {
      store.commit(boundary.append(Commit.builder(), new Sold("tea"), AT).build());
    }
    store.log().truncate("s", 1);
    store.subscription("mailer", "s").reset("s", 2);
    assertThat(problems()).isEmpty();
  }

  @Test
  void events_that_are_missing_are_found() {
    plant(event("s", 1, 1), event("s", 4, 4), event("t", 1, 1));
    assertThat(problems()).containsExactly("stream \"s\" misses its events 2 to 3");
  }

  @Test
  void links_that_lead_nowhere_are_found() {
    plant(event("s", 1, 1), link("$all", 1, "s", 2), link("$all", 2, "none", 1));
    assertThat(problems()).containsExactly(
        "event 1 of stream \"$all\" links to event 2 of stream \"s\", which was never appended",
        "event 2 of stream \"$all\" links to event 1 of stream \"none\", which was never appended");
  }

  @Test
  void a_link_without_its_mark_is_found() {
    plant(event("s", 1, 1), link("l", 1, "s", 1));
    assertThat(problems()).singleElement().asString().contains("event 1 of stream \"l\"").contains("is missing");
  }

  @Test
  void links_of_a_tag_that_are_out_of_order_are_found() {
    var tag = "$[\"s\",\"tag\",1,\"a\"]";
    plant(event("s", 1, 1), event("s", 2, 2), link(tag, 1, "s", 2), link(tag, 2, "s", 1));
    assertThat(problems()).singleElement().asString().contains("behind one to event 2");
  }

  @Test
  void an_outcome_that_is_not_what_is_stored_is_found() {
    var id = new CommitId("s", "k", "d");
    var other = new CommitId("s", "other", "d");
    backend.load(new Delta(List.of(event("s", 1, 1)), Map.of(), Map.of(), Map.of(),
        List.of(new Outcome(id, List.of(event("s", 1, 2))), new Outcome(other, List.of(event("s", 2, 2))))));
    assertThat(problems()).containsExactly(
        "commit \"k\" on stream \"s\" wrote event 1 of stream \"s\", and another event is stored there",
        "commit \"other\" on stream \"s\" wrote event 2 of stream \"s\", which was never appended");
  }

  @Test
  void a_snapshot_and_a_checkpoint_ahead_of_their_streams_are_found() {
    plant(event("s", 1, 1));
    plant("$[\"mailer\",\"subscription\"]", Map.of("seqs", Map.of("s", 2)));
    plant("$[\"s\",\"snapshot\",\"count\",1]", Map.of("seq", 3, "value", 3));
    assertThat(problems()).containsExactly(
        "the checkpoint of subscription \"mailer\" is at event 2 of stream \"s\", whose last event is 1",
        "snapshot \"count\" is at event 3 of stream \"s\", whose last event is 1");
  }

  private Snapshots<Integer> counts(Persist of, BiFunction<Integer, Event, Integer> step) {
    return of.snapshots("count", 1, new Projection<>(0, step), Codec.of(Integer.class));
  }

  private List<String> problems(Snapshots<?> known) {
    var problems = new ArrayList<String>();
    var other = store.snapshots("other", 1, new Projection<>(0, (state, event) -> -1), Codec.of(Integer.class));
    try (var contents = store.contents()) {
      Verify.each(contents, Optional.of(blobs), List.of(other, known), problems::add);
    }
    return problems;
  }

  @Test
  void a_snapshot_that_is_not_what_its_events_give_is_found() {
    var archived = store.archivingTo(blobs);
    var counts = counts(archived, (count, event) -> count + 1);
    var longest = "\u00e9".repeat(Limits.NAME_BYTES / 2);
    for (var stream : List.of("compacted", "kept", longest)) {
      archived.log().appendGlobal(stream, "x", AT, 1);
      archived.log().append(stream, "x", AT, 2);
      counts.keep(stream);
    }
    counts.keep(Event.GLOBAL);
    counts.compact("compacted");
    archived.log().append("kept", "x", AT, 3);
    assertThat(problems(counts)).isEmpty();

    plant("$[\"compacted\",\"snapshot\",\"count\",1]", Map.of("seq", 2, "value", 3));
    plant("$[\"kept\",\"snapshot\",\"count\",1]", Map.of("seq", 1, "value", "one"));
    plant("$[\"none\",\"snapshot\",\"count\",1]", Map.of("seq", 0, "value", 7));
    plant(OwnKeys.key(longest, "snapshot", "count", 1), Map.of("seq", 1, "value", 2));
    var what = "snapshot \"count\" version 1 of stream \"";
    assertThat(problems(counts)).containsExactly(
        what + longest + "\" is 2 at event 1, and a fold of its events gives 1",
        what + "compacted\" is 3 at event 2, and a fold of its events gives 2",
        what + "kept\" is ahead of it, or its codec cannot read it: {\"seq\":1,\"value\":\"one\"}",
        what + "none\" is 7 at event 0, and a fold of its events gives 0");
    assertThat(problems()).as("without the folds").isEmpty();
  }

  @Test
  void a_fold_that_was_changed_and_kept_its_version_is_found() {
    store.log().append("s", "x", AT, 1);
    counts(store, (count, event) -> count + 1).keep("s");
    assertThat(problems(counts(store, (count, event) -> count + 2))).containsExactly(
        "snapshot \"count\" version 1 of stream \"s\" is 1 at event 1, and a fold of its events gives 2");
  }

  @Test
  void a_snapshot_that_cannot_be_compared_is_named() {
    store.log().append("dropped", "x", AT, 1);
    store.log().append("s", "x", AT, 1);
    var counts = counts(store, (count, event) -> count + 1);
    counts.keep("s");
    counts.compact("dropped");
    assertThat(problems(counts)).singleElement()
        .asString()
        .startsWith("snapshot \"count\" version 1 of stream \"dropped\" cannot be compared with its events: ")
        .contains("TruncatedException", "with the archive");
    assertThat(problems(counts(store, (count, event) -> {
      throw new IllegalStateException("no such type");
    }))).hasSize(2).last().asString().contains("of stream \"s\" cannot be compared", "no such type");
  }

  @Test
  void a_blob_that_is_missing_or_damaged_is_found() {
    var missing = new BlobRef(Cid.of(new byte[]{1}), 1, "image/png");
    var other = new BlobRef(blobs.put(new byte[]{2}, "image/png").cid(), 7, "image/png");
    plant(event("s", 1, Map.of("picture", List.of(missing))));
    plant("k", other);
    assertThat(problems()).hasSize(2);
    assertThat(problems().getFirst()).startsWith("event 1 of stream \"s\" refers to ")
        .endsWith("not in the blob store");
    assertThat(problems().getLast()).startsWith("key \"k\" refers to ").endsWith("are damaged");
  }

  @Test
  void a_report_says_what_is_lost_and_removes_what_is_not_needed() {
    var clock = InstantSource.system();
    var missing = new BlobRef(Cid.of(new byte[]{1}), 1, "image/png");
    var unnamed = blobs.put(new byte[]{2}, "image/png");
    plant("k", missing);

    var report = BlobReport.of(store, blobs, clock);
    var lost = report.missing(); // and report.damaged()
    var removed = report.removeUnreferenced(Duration.ofDays(7));

    assertThat(lost).containsExactly(new BlobReport.Named(missing, "key \"k\""));
    assertThat(removed).containsExactly(unnamed.cid());
    assertThat(blobs.has(unnamed)).isFalse();
  }
}
