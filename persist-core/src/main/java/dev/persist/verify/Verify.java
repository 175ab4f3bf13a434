package dev.persist.verify;

import static dev.persist.verify.BlobRefs.text;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.StoreException;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Reserved;
import dev.persist.spi.Contents;
import dev.persist.spi.Link;
import dev.persist.spi.LinkMarks;
import dev.persist.spi.Outcome;
import dev.persist.spi.Part;
import dev.persist.spi.Recent;
import dev.persist.spi.StreamHead;
import dev.persist.view.Snapshots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads everything that a store holds, and says what is wrong and where:
 *
 * <ul>
 * <li>a stream misses an event, or has one that it should not have;
 * <li>a link points to an event that was never appended, or a tag's links are out of order;
 * <li>a compaction would not know that a link is followed, since the mark of the link is missing;
 * <li>the outcome of a commit with an id is not what is stored;
 * <li>a snapshot, or the checkpoint of a subscription, is ahead of its stream;
 * <li>a snapshot that the caller knows the fold of is not what its events give;
 * <li>a blob that the store refers to is missing or has other bytes: a page of the archive, or the blob of a {@link BlobRef}
 * in an event, an archived event, an outcome or a value. Each is named once, where it was found first.
 * </ul>
 *
 * <pre>{@code
 * try (var contents = store.contents()) {
 *   Verify.each(contents, Optional.of(blobs), List.of(counts), problems::add);
 * }
 * }</pre>
 *
 * <p>Others may write at the same time. It keeps no more in memory than a page and what it needs of 100,000 streams. What
 * the bytes of an engine's files say is checked by the engine as it reads them: it throws {@link StoreException.Damaged}.
 * SQLite checks its whole file beside that, since a damaged index hides what is there.
 */
public final class Verify {
  private static final int KEPT = 100_000;
  private static final int LONGEST = 200;

  private final Contents contents;
  private final Optional<BlobRefs> refs;
  private final List<Snapshots<?>> known;
  private final Consumer<String> problem;
  private final Map<String, Optional<StreamHead>> heads = new Recent<>(KEPT);

  /** The keys of marks that are there. */
  private final Map<String, Boolean> marks = new Recent<>(KEPT);

  /** The blobs that were looked at. */
  private final Map<BlobRef, BlobRefs.State> states = new Recent<>(KEPT);

  /** The link before, if it is of the same tag. */
  private @Nullable Event lastOfTag;

  private Verify(Contents contents, Optional<BlobStore> blobs, List<Snapshots<?>> known, Consumer<String> problem) {
    this.contents = contents;
    this.refs = blobs.map(store -> new BlobRefs(store, (ref, place) -> blob(store, ref, place)));
    this.known = List.copyOf(known);
    this.problem = problem;
  }

  /** As {@link #each(Contents, Optional, List, Consumer)}, without a look into snapshots. */
  public static void each(Contents contents, Optional<BlobStore> blobs, Consumer<String> problem) {
    each(contents, blobs, List.of(), problem);
  }

  /**
   * Verifies {@code contents}.
   *
   * @param blobs holds the blobs that the store refers to, which are all read; without it, neither blobs nor archived
   *     events are looked at
   * @param known snapshots of the store that the contents are of. Each that is stored is compared with a fold of its events from the
   *     first one, as {@link Snapshots#verify} does, whatever was written since. One that cannot be compared is a problem, too: its
   *     events were dropped without an archive, or the fold throws
   * @param problem is told each problem, as a sentence that names the place
   * @throws StoreException.Damaged when the engine cannot read what it stored
   * @throws StoreException.Unavailable when a blob cannot be read
   */
  public static void each(Contents contents, Optional<BlobStore> blobs, List<Snapshots<?>> known,
      Consumer<String> problem) {
    contents.fileProblems().forEach(problem);
    var verify = new Verify(contents, blobs, known, problem);
    Part.each(contents, verify::part, problem);
  }

  private void part(Part part) {
    refs.ifPresent(all -> all.part(part));
    switch (part) {
      case Part.Stream(var head) -> {
        lastOfTag = null;
        if (OwnKeys.part(head.stream()).startsWith("{")) { // its snapshots have keys that do not say its name
          known.stream()
              .filter(each -> contents.value(key(each, head.stream())).isPresent())
              .forEach(each -> compare(each, head.stream()));
        }
      }
      case Part.Stored(var event) -> Link.of(event).ifPresent(link -> link(event, link));
      case Part.Remembered(var outcome) -> outcome(outcome);
      case Part.Value(var entry) -> own(entry.key(), entry.value());
    }
  }

  private Optional<StreamHead> head(String stream) {
    return heads.computeIfAbsent(stream, contents::head);
  }

  private long lastSeq(String stream) {
    return head(stream).map(StreamHead::lastSeq).orElse(0L);
  }

  private void link(Event event, Link link) {
    if (link.seq() < 1 || link.seq() > lastSeq(link.stream())) {
      problem.accept(text(event) + " links to event " + link.seq() + " of stream \"" + link.stream()
          + "\", which was never appended");
    }
    LinkMarks.marked(link.stream(), event.stream())
        .filter(key -> !marks.computeIfAbsent(key, any -> contents.value(any).isPresent()))
        .forEach(key -> problem.accept(text(event) + " links into stream \"" + link.stream()
            + "\", and the mark of that, key \"" + key + "\", is missing"));
    if (Reserved.isTag(event.stream())) {
      var before = lastOfTag == null ? Optional.<Link>empty() : Link.of(lastOfTag);
      if (before.isPresent()
          && (!before.get().stream().equals(link.stream()) || before.get().seq() >= link.seq())) {
        problem.accept(text(event) + " is a link of a tag to event " + link.seq() + " of stream \"" + link.stream()
            + "\", behind one to event " + before.get().seq() + " of stream \"" + before.get().stream() + "\"");
      }
      lastOfTag = event;
    }
  }

  private void outcome(Outcome outcome) {
    var what = "commit \"" + outcome.id().key() + "\" on stream \"" + outcome.id().stream() + "\"";
    for (var event : outcome.events()) {
      var head = head(event.stream());
      if (head.isEmpty() || event.seq() > head.get().lastSeq()) {
        problem.accept(what + " wrote " + text(event) + ", which was never appended");
      } else if (event.seq() > head.get().truncated()
          && !contents.events(event.stream(), event.seq() - 1, 1).contains(event)) {
        problem.accept(what + " wrote " + text(event) + ", and another event is stored there");
      }
    }
  }

  /** Checks a key that persist uses for itself, whose name says what it is about. */
  private void own(String key, Json value) {
    if (!Limits.isReserved(key)) {
      return;
    }
    var names = OwnKeys.names(key);
    var about = names.path(0).asString("");
    switch (names.path(1).asString("")) {
      case "subscription" -> value.tree()
          .path("seqs")
          .properties()
          .forEach(
              at -> ahead("the checkpoint of subscription \"" + about + "\"", at.getKey(), at.getValue()));
      case "snapshot" -> {
        if (names.path(0).isString() // a long name is stored as its digest
            && !ahead("snapshot \"" + names.path(2).asString("") + "\"", about, value.tree().path("seq"))) {
          known.stream()
              .filter(each -> key.equals(key(each, about)))
              .forEach(each -> compare(each, about));
        }
      }
      default -> {}
    }
  }

  private boolean ahead(String what, String stream, JsonNode seq) {
    var ahead = !seq.isIntegralNumber() || seq.asLong() > lastSeq(stream);
    if (ahead) {
      problem.accept(what + " is at event " + seq + " of stream \"" + stream + "\", whose last event is "
          + lastSeq(stream));
    }
    return ahead;
  }

  private static String key(Snapshots<?> snapshots, String stream) {
    return OwnKeys.key(stream, "snapshot", snapshots.name(), snapshots.version());
  }

  private void compare(Snapshots<?> snapshots, String stream) {
    var what = "snapshot \"" + snapshots.name() + "\" version " + snapshots.version() + " of stream \"" + stream + '"';
    try {
      snapshots.verify(stream).ifPresent(fault -> problem.accept(what + switch (fault) {
        case Snapshots.Fault.Different<?> different ->
          " is " + start(different.kept().value()) + " at event " + different.kept().seq()
              + ", and a fold of its events gives " + start(different.fresh().value());
        case Snapshots.Fault.Unusable<?> unusable ->
          " is ahead of it, or its codec cannot read it: " + start(unusable.stored());
      }));
    } catch (StoreException.Closed | StoreException.Unavailable e) {
      throw e;
    } catch (RuntimeException e) { // of the fold, too
      problem.accept(what + " cannot be compared with its events: " + e);
    }
  }

  /** Returns as much of a state as is read: {@link Snapshots#verify} has the rest. */
  private static String start(@Nullable Object state) {
    var text = String.valueOf(state);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private void blob(BlobStore blobs, BlobRef ref, BlobRefs.Place place) {
    states.computeIfAbsent(ref, any -> {
      var state = BlobRefs.state(blobs, ref);
      switch (state) {
        case INTACT -> {}
        case MISSING -> problem.accept(place.text() + " refers to " + ref + ", which is not in the blob store");
        case DAMAGED ->
          problem.accept(place.text() + " refers to " + ref + ", whose bytes in the blob store are damaged");
      }
      return state;
    });
  }
}
