package dev.persist.crash;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.files.FileBlobStore;
import dev.persist.log.Linked;
import dev.persist.view.Projection;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes more events than fit into the memory of its process, and reads them in every way there is. */
public final class HeavyReader {
  private static final NewEvent LARGE = NewEvent.of("t", Instant.EPOCH, "x".repeat(Limits.EVENT_BYTES - 100));
  private static final Projection<Integer> COUNT = new Projection<>(0, (count, event) -> count + 1);

  private HeavyReader() {}

  /** Takes the URL, a directory for an archive, and how many events there are; prints how many each way of reading found. */
  public static void main(String[] args) throws InterruptedException {
    var many = Integer.parseInt(args[2]);
    try (var store = Persist.open(args[0])) {
      for (var i = 0; i < many; i++) {
        store.commit(Commit.builder().append("s", LARGE).global().build());
      }
      say("read", store.log().read("s").count());
      say("global", store.log().global().read().filter(Linked.Present.class::isInstance).count());
      var handled = new AtomicInteger();
      try (var runner = store.subscription("each", "s").each(InstantSource.system(), (event, commit) -> {
        handled.incrementAndGet();
        commit.put("last", Json.of(event.seq()));
      })) {
        runner.catchUp();
      }
      say("each", handled.get());
      handled.set(0);
      try (var runner = store.subscription("batches", "s").batches(1_000, InstantSource.system(), (events, commit) -> {
        handled.addAndGet(events.size());
      })) {
        runner.catchUp();
      }
      say("batches", handled.get());
      var archiving = store.archivingTo(new FileBlobStore(Path.of(args[1])));
      var counts = archiving.snapshots("count", 1, COUNT, Codec.of(Integer.class));
      say("compacted", counts.compact("s").through());
      say("history", archiving.log().readWithArchive("s", 1).count());
    }
  }

  private static void say(String way, long events) {
    System.out.println(way + " " + events);
  }
}
