package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.conformance.Rule;
import dev.persist.spi.Backend;
import dev.persist.spi.StreamHead;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contents of several servers, and pages of entries, are those of one moment while others write. */
class CutTest {
  private static final int ACCOUNTS = 12;
  private static final int MONEY = 1_000;
  private static final int PAGES = 5;

  private final Path store = Servers.newStore();

  @Test
  @Rule("C1")
  void a_commit_over_several_servers_is_in_the_contents_as_a_whole_or_not_at_all() throws Exception {
    try (var backend = new ScalarDbProvider().open("scalardb:" + store)) {
      var opening = Commit.builder();
      for (var i = 0; i < ACCOUNTS; i++) {
        opening.put("account/" + i, Json.of(MONEY));
      }
      backend.commit(opening.build());
      var stop = new AtomicBoolean();
      var moved = new AtomicInteger();
      var movers = new ArrayList<Thread>();
      for (var i = 0; i < 4; i++) {
        var mover = i;
        movers.add(Thread.ofPlatform().start(() -> {
          for (var n = 0; !stop.get(); n++) {
            moved.addAndGet(move(backend, (mover + n) % ACCOUNTS, (mover + 5 * n + 1) % ACCOUNTS) ? 1 : 0);
          }
        }));
      }
      for (var i = 0; i < 10; i++) {
        try (var contents = ((DistributedBackend) backend).contents()) {
          Thread.sleep(20); // so that what is read now is later than the moment
          assertThat(total(contents.entries("account/", 100))).isEqualTo(ACCOUNTS * MONEY);
          var left = contents.streams("", 100).stream().mapToLong(StreamHead::lastSeq).sum();
          assertThat(left % 2).isZero(); // each move appends to two streams
        }
        for (var n = 0; n < PAGES; n++) {
          assertThat(total(backend.entries("account/", "", 100))).isEqualTo(ACCOUNTS * MONEY);
        }
      }
      stop.set(true);
      for (var mover : movers) {
        mover.join();
      }
      assertThat(moved.get()).isGreaterThan(20);
    }
  }

  private static int total(List<Entry<Json>> accounts) {
    assertThat(accounts).hasSize(ACCOUNTS);
    return accounts.stream().mapToInt(account -> account.value().as(Integer.class)).sum();
  }

  private static boolean move(Backend backend, int from, int to) {
    if (from == to) {
      return false;
    }
    var source = backend.get("account/" + from).orElseThrow();
    var target = backend.get("account/" + to).orElseThrow();
    var event = NewEvent.of("moved", Instant.EPOCH, 1);
    return backend.commit(new Commit(Optional.empty(),
        List.of(Guard.keyIs("account/" + from, source), Guard.keyIs("account/" + to, target)),
        Commit.builder()
            .put("account/" + from, Json.of(source.as(Integer.class) - 1))
            .put("account/" + to, Json.of(target.as(Integer.class) + 1))
            .append("from/" + from, event)
            .append("to/" + to, event)
            .build()
            .ops())) instanceof CommitResult.Committed;
  }
}
