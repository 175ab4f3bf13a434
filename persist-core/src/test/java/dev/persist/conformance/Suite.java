package dev.persist.conformance;

import static org.assertj.core.api.Assertions.fail;

import dev.persist.Codec;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.feed.Hub;
import dev.persist.kv.KeyValue;
import dev.persist.log.EventLog;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the suites of the kit share: a store of the engine under test, and short names. */
abstract class Suite extends OpenStore {
  static final Instant AT = Instant.EPOCH;
  static final Projection<Integer> COUNT = new Projection<>(0, (count, event) -> count + 1);

  static {
    Logged.off();
  }

  private final ConformanceKit kit;

  Suite(ConformanceKit kit) {
    this.kit = kit;
  }

  @Override
  final Engine newEngine() {
    return kit.engine();
  }

  final EventLog log() {
    return store.log();
  }

  final KeyValue kv() {
    return store.kv();
  }

  /** Returns a hub in which a callback that throws fails the test. */
  final Hub hub() {
    return new Hub(store, failure -> fail(failure.event().toString(), failure.cause()));
  }

  final Snapshots<Integer> counts(String name) {
    return store.snapshots(name, 1, COUNT, Codec.of(Integer.class));
  }

  final Event append(String stream) {
    return log().append(stream, "x", AT, Map.of());
  }

  static NewEvent event(String type) {
    return NewEvent.of(type, AT, Map.of());
  }

  static List<NewEvent> events(String... types) {
    return Stream.of(types).map(Suite::event).toList();
  }

  static Json json(Object value) {
    return Json.of(value);
  }
}
