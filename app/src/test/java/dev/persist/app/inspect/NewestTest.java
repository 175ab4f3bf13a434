package dev.persist.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.inspect.Newest.Told;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NewestTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int LISTENERS = 50;
  private static final int EVENTS = 20;

  private final MemoryBackend memory = new MemoryBackend();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger mostWaiting = new AtomicInteger();
  /** Thrown by the next read of events. */
  private final AtomicReference<StoreException> fault = new AtomicReference<>();
  private final Persist store = Persist.over(counting());
  private final Newest newest;

  NewestTest() {
    var order = new GlobalOrder(store);
    order.build();
    newest = new Newest(store, order);
  }

  private Backend counting() {
    return (Backend) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Backend.class},
        (proxy, method, arguments) -> {
          var waits = method.getName().equals("awaitChange");
          if (waits) {
            mostWaiting.accumulateAndGet(waiting.incrementAndGet(), Math::max);
          } else if (method.getName().equals("follow")) {
            reads.incrementAndGet();
            if (fault.get() != null) {
              throw fault.getAndSet(null);
            }
          }
          try {
            return method.invoke(memory, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          } finally {
            waiting.addAndGet(waits ? -1 : 0);
          }
        });
  }

  @Test
  void one_of_many_listeners_reads_the_store_for_all() throws Exception {
    var received = IntStream.range(0, EVENTS).mapToObj(i -> new CountDownLatch(LISTENERS)).toList();
    var got = new ArrayList<Future<List<Long>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < LISTENERS; i++) {
        got.add(threads.submit(() -> {
          var mine = new ArrayList<Long>();
          while (mine.size() < EVENTS) {
            for (var told : newest.after(mine.size(), PATIENCE)) {
              mine.add(told.position());
              received.get(mine.size() - 1).countDown();
            }
          }
          return mine;
        }));
      }
      for (var i = 0; i < EVENTS; i++) {
        store.log().append("s", "x", Instant.EPOCH, i);
        received.get(i).await();
      }
    }
    for (var each : got) {
      assertThat(each.get()).containsExactlyElementsOf(LongStream.rangeClosed(1, EVENTS).boxed().toList());
    }
    assertThat(reads).hasValue(EVENTS);
    assertThat(mostWaiting).hasValue(1);
  }

  @Test
  void one_that_is_far_behind_gets_all_that_is_no_longer_kept() throws Exception {
    append(2_500, "x");
    var ahead = positions(0, 2_500);
    append(700, "x".repeat(20_000));
    assertThat(positions(2_500, 3_200)).hasSize(700);
    var behind = positions(0, 3_200);
    assertThat(behind).containsExactlyElementsOf(LongStream.rangeClosed(1, 3_200).boxed().toList());
    assertThat(ahead).isEqualTo(behind.subList(0, 2_500));
  }

  private void append(int count, String data) {
    for (var i = 0; i < count; i += 100) {
      store.log().append("s", Collections.nCopies(100, NewEvent.of("x", Instant.EPOCH, data)));
    }
  }

  private List<Long> positions(long after, long last) throws InterruptedException {
    var all = new ArrayList<Told>();
    for (var at = after; at < last; at = all.getLast().position()) {
      var some = newest.after(at, PATIENCE);
      assertThat(some.stream().limit(Math.max(0, some.size() - 1)).mapToInt(told -> told.json().length()).sum())
          .isLessThan(1 << 16);
      all.addAll(some);
    }
    return all.stream().map(Told::position).toList();
  }

  @Test
  void one_that_has_seen_more_than_was_read_goes_on_from_there() throws Exception {
    append(100, "x");
    assertThat(positions(0, 100)).hasSize(100);
    append(100, "x");
    append(100, "y");
    assertThat(positions(200, 300)).startsWith(201L).hasSize(100);
    assertThat(positions(100, 300)).startsWith(101L).hasSize(200);
  }

  @Test
  void a_store_that_was_away_is_read_again() throws Exception {
    store.log().append("s", "x", Instant.EPOCH, 1);
    fault.set(new StoreException.Unavailable("away", new IOException()));
    assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(() -> newest.after(0, PATIENCE));
    assertThat(newest.after(0, PATIENCE)).hasSize(1);
  }

  @Test
  void nothing_comes_when_nothing_was_appended() throws Exception {
    assertThat(newest.after(0, Duration.ofMillis(1))).isEmpty();
    assertThat(newest.after(0, Duration.ofMillis(1))).isEmpty();
    store.log().append("s", "x", Instant.EPOCH, 1);
    assertThat(newest.after(0, PATIENCE)).hasSize(1);
  }
}
