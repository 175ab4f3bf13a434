package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.NewEvent;
import dev.persist.conformance.Rule;
import dev.persist.spi.Movable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Threads that read, some of which are interrupted. HikariCP 7.1.0 on JDK 25 lets virtual threads spin for ever when they give
 * their connections back: the one that waits for a connection never runs. Each interrupt also closes a connection.
 */
@Rule("C13")
class InterruptedReadersTest {
  private static final int READERS = 24;
  private static final int READS = 60;

  private final Movable backend = (Movable) new ScalarDbProvider().open("scalardb:" + Servers.newStore());

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void threads_of_both_kinds_read_on_however_often_they_are_interrupted() throws Exception {
    backend.commit(Commit.builder().append("s", NewEvent.of("x", Instant.EPOCH, 1)).build());
    interrupted(() -> {
      for (var i = 0; i < READS; i++) {
        assertThat(backend.lastSeq("s")).isEqualTo(1);
        assertThat(backend.read("s", 1, 10)).hasSize(1);
        assertThat(backend.get("k")).isEmpty();
      }
      return true;
    });
  }

  @Test
  void threads_of_both_kinds_read_contents_however_often_they_are_interrupted() throws Exception {
    backend.commit(Commit.builder().append("s", NewEvent.of("x", Instant.EPOCH, 1)).build());
    interrupted(() -> {
      try (var contents = backend.contents()) {
        for (var i = 0; i < READS; i++) {
          assertThat(contents.head("s")).isPresent();
          assertThat(contents.events("", 0, 10)).hasSize(1);
        }
      }
      return true;
    });
  }

  private static void interrupted(Callable<Boolean> work) throws Exception {
    var threads = new ArrayList<Thread>();
    var tasks = new ArrayList<FutureTask<Boolean>>();
    var done = new CountDownLatch(READERS);
    for (var i = 0; i < READERS; i++) {
      var task = new FutureTask<>(() -> {
        try {
          return work.call();
        } finally {
          done.countDown();
        }
      });
      tasks.add(task);
      threads.add((i % 3 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(task));
    }
    var random = new Random(1);
    while (done.getCount() > 0) {
      threads.get(random.nextInt(READERS)).interrupt();
      LockSupport.parkNanos(2_000_000);
    }
    for (var task : tasks) {
      assertThat(task.get()).isTrue();
    }
  }
}
