package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Codec;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.blob.BlobInventory;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.memory.MemoryBackend;
import dev.persist.verify.BlobReport;
import dev.persist.verify.BlobReport.Named;
import dev.persist.verify.Verify;
import dev.persist.view.Projection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a report says about the blobs of a store, for every blob store that can list them. */
@Rule("B8")
public abstract class BlobReportContract {
  private static final Instant AT = Instant.EPOCH;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Projection<Integer> COUNT = new Projection<>(0, (count, event) -> count + 1);

  private final Persist store = Persist.over(new MemoryBackend());

  /** Returns the blob store, a {@link BlobInventory}, which is empty at first. */
  protected abstract BlobStore blobs();

  /** Returns the clock by which the blob store counts. */
  protected abstract InstantSource clock();

  /** Makes each blob that is there a day older. */
  protected abstract void passDay() throws Exception;

  @AfterEach
  void close() {
    store.close();
  }

  private BlobRef put(String text) {
    return blobs().put(text.getBytes(StandardCharsets.UTF_8), "text/plain");
  }

  private BlobReport report() {
    return BlobReport.of(store, blobs(), clock());
  }

  private boolean remove(BlobRef ref) {
    return ((BlobInventory) blobs()).remove(ref.cid(), clock().instant().plus(HOUR));
  }

  private List<Cid> unreferenced() {
    return report().unreferenced().orElseThrow();
  }

  private List<String> verify() {
    var problems = new ArrayList<String>();
    try (var contents = store.contents()) {
      Verify.each(contents, Optional.of(blobs()), problems::add);
    }
    return problems;
  }

  /** Moves all events of {@code stream} into the blob store. */
  private void archive(String stream) {
    store.archivingTo(blobs()).snapshots("count", 1, COUNT, Codec.of(Integer.class)).compact(stream);
    assertThat(store.log().count(stream)).isZero();
  }

  /** Names each ref in another place. */
  private void name(BlobRef data, BlobRef meta, BlobRef outcome, BlobRef value, BlobRef archived) {
    store.log().append("data", "x", AT, Map.of("pictures", List.of(1, Map.of("small", data))));
    store.log().append("meta", List.of(NewEvent.of("x", AT, 1).withMeta(Map.of("scan", meta))));
    store.log().appendOnce("outcome", "k", NewEvent.of("x", AT, outcome));
    store.log().truncate("outcome", 1);
    store.kv().put("value", Json.of(List.of(value)));
    store.log().append("archived", "x", AT, archived);
    archive("archived");
  }

  @Test
  void each_place_that_names_a_blob_counts() throws Exception {
    name(put("data"), put("meta"), put("outcome"), put("value"), put("archived"));
    var left = put("left");
    passDay();
    var report = report();
    assertThat(report.missing()).isEmpty();
    assertThat(report.damaged()).isEmpty();
    assertThat(report.unreferenced().orElseThrow()).containsExactly(left.cid());
    assertThat(report.removeUnreferenced(HOUR)).containsExactly(left.cid());
    assertThat(blobs().has(left)).isFalse();
    assertThat(unreferenced()).isEmpty();
    assertThat(verify()).isEmpty();
  }

  @Test
  void a_blob_that_is_missing_is_named_with_its_place() {
    var refs = List.of(put("data"), put("meta"), put("outcome"), put("value"), put("archived"));
    name(refs.get(0), refs.get(1), refs.get(2), refs.get(3), refs.get(4));
    store.log().append("again", "x", AT, refs.get(3));
    assertThat(refs).allMatch(this::remove);
    assertThat(report().missing()).extracting(Named::ref).containsExactlyInAnyOrderElementsOf(refs);
    assertThat(report().missing()).extracting(Named::place)
        .containsExactly(
            "event 1 of stream \"again\"",
            "event 1 of stream \"data\"",
            "event 1 of stream \"meta\"",
            "the outcome of commit \"k\" in event 1 of stream \"outcome\"",
            "archived event 1 of stream \"archived\"");
    assertThat(verify()).hasSize(5).allMatch(problem -> problem.endsWith("which is not in the blob store"));
  }

  @Test
  void a_blob_of_another_size_is_damaged() {
    var ref = put("hello");
    var longer = new BlobRef(ref.cid(), 1L << 40, ref.mime());
    store.log().append("s", "x", AT, List.of(ref, longer));
    assertThat(report().damaged()).containsExactly(new Named(longer, "event 1 of stream \"s\""));
    assertThat(report().damaged().getFirst()).asString().startsWith("event 1 of stream \"s\" refers to BlobRef[");
    assertThat(report().missing()).isEmpty();
    assertThat(verify()).singleElement()
        .asString()
        .startsWith("event 1 of stream \"s\" refers to ")
        .contains("damaged");
  }

  @Test
  void what_only_looks_like_a_ref_names_nothing() {
    var ref = put("hello");
    store.log().append("s", "x", AT, Map.of("cid", ref.cid(), "size", 5));
    store.log().append("s", "x", AT, Map.of("cid", ref.cid(), "size", 5, "mime", "text/plain", "name", "a"));
    store.log().append("s", "x", AT, Map.of("cid", ref.cid(), "size", -5, "mime", "text/plain"));
    store.kv().put("text", Json.of(Json.of(ref).toString()));
    assertThat(unreferenced()).containsExactly(ref.cid());
  }

  @Test
  @Rule("B9")
  void a_snapshot_called_archive_is_no_archive() throws Exception {
    store.log().append("s", "x", AT, 1);
    store.snapshots("archive", 1, COUNT, Codec.of(Integer.class)).keep("s");
    var left = put("left");
    passDay();
    assertThat(report().removeUnreferenced(HOUR)).isEqualTo(List.of(left.cid()));
  }

  @Test
  @Rule("B9")
  void nothing_is_removed_while_archived_events_cannot_be_read() throws Exception {
    var archived = put("archived");
    store.log().append("s", "x", AT, archived);
    archive("s");
    var inventory = (BlobInventory) blobs();
    var page = inventory.list().filter(cid -> !cid.equals(archived.cid())).findFirst().orElseThrow();
    var left = put("left");
    passDay();
    assertThat(inventory.remove(page, clock().instant())).isTrue();
    var report = report();
    assertThat(report.missing()).extracting(named -> named.ref().cid()).containsExactly(page);
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> report.removeUnreferenced(HOUR))
        .withMessageContaining("no blob is removed");
    assertThat(inventory.list()).containsExactlyInAnyOrder(left.cid(), archived.cid());
  }

  @Test
  @Rule("B9")
  void a_blob_stays_whose_event_is_written_after_the_report() throws Exception {
    var early = put("put before the report");
    var report = report();
    assertThat(report.unreferenced().orElseThrow()).containsExactly(early.cid());
    assertThat(report.removeUnreferenced(HOUR)).isEmpty();
    var late = put("put after the report");
    assertThat(report.removeUnreferenced(Duration.ZERO)).doesNotContain(late.cid());
    passDay();
    assertThat(report().removeUnreferenced(HOUR)).contains(late.cid());
  }

  @Test
  @Rule("B9")
  void an_old_blob_that_is_put_again_after_the_report_stays() throws Exception {
    var again = put("again");
    var left = put("left");
    passDay();
    var report = report();
    assertThat(put("again")).isEqualTo(again);
    store.log().append("s", "x", AT, again);
    assertThat(report.removeUnreferenced(HOUR)).containsExactly(left.cid());
    assertThat(report().missing()).isEmpty();
  }

  @Test
  @Rule("B9")
  void writers_and_removals_race_and_no_event_loses_its_blob() throws Exception {
    var names = IntStream.range(0, 60).mapToObj(i -> "named " + i).toList();
    names.forEach(this::put);
    var left = put("left").cid();
    passDay();
    var removed = Race.onPlatformThreads(3, racer -> {
      if (racer == 0) {
        return IntStream.range(0, 20).mapToObj(i -> report().removeUnreferenced(HOUR)).flatMap(List::stream).toList();
      }
      names.forEach(name -> store.log().append("s", "x", AT, put(name)));
      return List.<Cid>of();
    });
    assertThat(report().missing()).isEmpty();
    assertThat(unreferenced()).isEmpty();
    assertThat(removed.getFirst()).contains(left);
  }

  @Test
  @Rule("B9")
  void an_age_below_zero_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> report().removeUnreferenced(Duration.ofNanos(-1)))
        .withMessageContaining("PT-0.000000001S");
  }
}
