package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.log.EventTypes;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.transport.RemoteBackend;
import dev.persist.transport.Server;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test of the events of what is built on persist: each is the same again, whichever way it comes back. */
public abstract class StoredEvents<E> extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;
  private static final int DRAWS = 20;

  private static final List<String> TEXTS = List.of(
      "", " ", "null", "0", "a\0b", "\"\\/\n", "\u00e9", "e\u0301", "\uffff", "\ud83d\ude00", "x".repeat(10_000));

  private final EventTypes<E> types;

  /** Creates the test of the events of {@code types}. */
  protected StoredEvents(EventTypes<E> types) {
    this.types = types;
  }

  /** Returns an event of each type, with values drawn from {@code random}. */
  protected abstract List<E> draw(Random random);

  /** Returns a text, such as most that somebody may enter. */
  protected static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** Returns a time of the years 1 to 9999, to the nanosecond. */
  protected static Instant time(Random random) {
    return Instant.ofEpochSecond(random.nextLong(-62_135_596_800L, 253_402_300_800L), random.nextInt(1_000_000_000));
  }

  static List<Long> seeds() {
    return Seeds.upTo(2);
  }

  @ParameterizedTest
  @MethodSource("dev.persist.conformance.StoredEvents#seeds")
  void an_event_is_the_same_again_whichever_way_it_comes_back(long seed) {
    var random = new Random(seed);
    var events = IntStream.range(0, DRAWS).mapToObj(i -> draw(random)).flatMap(List::stream).toList();
    var written = events.stream().map(event -> types.write(event, AT)).toList();
    assertThat(written).extracting(NewEvent::type).containsOnly(types.records().keySet().toArray(String[]::new));
    var remote = Persist.over(new RemoteBackend("transport:", new Server(backend)::serve));
    remote.log().append("sent", written);
    store.log().append("kept", written);

    comesBack("read", events, store.log().read("kept").toList());
    comesBack("sent and read", events, store.log().read("sent").toList());
    comesBack("read and sent", events, remote.log().read("kept").toList());
    restart();
    comesBack("read after a restart", events, store.log().read("kept").toList());
    assertThat(Projection.of(types, List.<E>of(), StoredEvents::and).fold(store.log(), "kept")).isEqualTo(events);
    var archiving = store.archivingTo(new MemoryBlobStore());
    var count = new Projection<>(0L, (Long before, Event event) -> before + 1);
    archiving.snapshots("count", 1, count, Codec.of(Long.class)).compact("kept");
    assertThat(store.log().count("kept")).isZero();
    comesBack("archived and read", events, archiving.log().readWithArchive("kept", 1).toList());
  }

  private void comesBack(String way, List<E> events, List<Event> stored) {
    assertThat(stored.stream().map(types::read)).as(way).containsExactlyElementsOf(events);
  }

  private static <E> List<E> and(List<E> events, E event) {
    var more = new ArrayList<>(events);
    more.add(event);
    return more;
  }
}
