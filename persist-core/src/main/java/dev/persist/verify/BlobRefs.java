package dev.persist.verify;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.internal.Archive;
import dev.persist.spi.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Finds the refs in what a store holds, archived events included, and tells how it is with their blobs. */
final class BlobRefs {
  private static final Set<String> REF = Set.of("cid", "mime", "size");

  private final BlobStore blobs;
  private final Use use;
  private boolean complete = true;

  /** What is done with each ref. */
  interface Use {
    /** Gets a ref, and where it was found. */
    void found(BlobRef ref, Place place);
  }

  /** Where something is. */
  interface Place {
    /** Returns it in words. */
    String text();
  }

  /** How it is with a blob. */
  enum State {
    INTACT, MISSING, DAMAGED
  }

  BlobRefs(BlobStore blobs, Use use) {
    this.blobs = blobs;
    this.use = use;
  }

  /** Returns whether all archived events that there are were looked at. */
  boolean isComplete() {
    return complete;
  }

  void part(Part part) {
    switch (part) {
      case Part.Stream stream -> {}
      case Part.Stored(var event) -> event(event, () -> text(event));
      case Part.Remembered(var outcome) -> outcome.events()
          .forEach(
              event -> event(event, () -> "the outcome of commit \"" + outcome.id().key() + "\" in " + text(event)));
      case Part.Value(var entry) -> {
        refs(entry.value(), () -> "key \"" + entry.key() + "\"");
        if (Archive.isPage(entry.key())) {
          archived(entry.value()).forEach(event -> event(event, () -> "archived " + text(event)));
        }
      }
    }
  }

  static String text(Event event) {
    return "event " + event.seq() + " of stream \"" + event.stream() + "\"";
  }

  private void event(Event event, Place place) {
    refs(event.data(), place);
    refs(event.meta(), place);
  }

  private List<Event> archived(Json page) {
    try {
      var bytes = blobs.get(page.as(BlobRef.class));
      if (bytes.isPresent()) {
        return Archive.events(bytes.get());
      }
    } catch (StoreException.Damaged | IllegalArgumentException e) {
      // The page is a blob, which is looked at as any other.
    }
    complete = false;
    return List.of();
  }

  private void refs(Json json, Place place) {
    if (json.toString().contains("\"cid\":\"")) {
      refs(json.tree(), place);
    }
  }

  private void refs(JsonNode json, Place place) {
    if (json.isObject() && json.propertyNames().containsAll(REF) && json.size() == REF.size()) {
      ref(json, place);
    } else {
      json.forEach(part -> refs(part, place));
    }
  }

  private void ref(JsonNode json, Place place) {
    BlobRef ref;
    try {
      ref = Json.of(json).as(BlobRef.class);
    } catch (IllegalArgumentException e) {
      return; // it has the fields of a reference, and is none
    }
    use.found(ref, place);
  }

  /**
   * Reads the bytes of {@code ref}, however many there are.
   *
   * @throws StoreException.Unavailable when they cannot be read
   */
  static State state(BlobStore blobs, BlobRef ref) {
    try (var in = blobs.open(ref).orElse(null)) {
      if (in == null) {
        return State.MISSING;
      }
      in.transferTo(OutputStream.nullOutputStream());
      return State.INTACT;
    } catch (StoreException.Damaged e) {
      return State.DAMAGED;
    } catch (IOException e) {
      throw new StoreException.Unavailable("cannot read " + ref + ": " + e, e);
    }
  }
}
