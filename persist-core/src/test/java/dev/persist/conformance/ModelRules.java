package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.log.AlreadyAppended;
import dev.persist.log.Appended;
import dev.persist.log.Conflict;
import dev.persist.log.KeyReused;
import dev.persist.log.OnceResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Random sequences of all a store can be asked, with restarts in between: every answer is that of {@link Model}. */
@Rule({"C1", "C2", "C4", "C5", "C6", "C7", "C8", "L1", "L2", "L3", "L4", "K1", "P3", "G2"})
abstract class ModelRules extends Suite {
  private static final int STEPS = 400;
  private static final List<String> NAMES = Draw.NAMES;

  private Draw draw;
  private Model model;
  private String where;

  ModelRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void every_answer_in_any_sequence_is_that_of_plain_maps() {
    for (var seed : Seeds.upTo(2)) {
      startOver();
      draw = new Draw(seed);
      model = new Model();
      for (var step = 1; step <= STEPS; step++) {
        where = "step " + step + ", repeat with -Dpersist.seed=" + seed;
        try {
          step();
        } catch (RuntimeException e) {
          throw new AssertionError(where, e);
        }
      }
    }
  }

  private void step() {
    switch (draw.below(20)) {
      case 0, 1, 2, 3, 4, 5 -> commit(draw.commit(model));
      case 6 -> append(draw.name(), draw.events());
      case 7, 8 -> appendExpect(draw.name(), draw.events());
      case 9, 10 -> appendOnce(draw.id(), draw.event());
      case 11 -> truncate(draw.name());
      case 12, 13 -> cas(draw.name(), draw.value(), draw.value());
      case 14 -> putNew(draw.name(), draw.value());
      case 15 -> update(draw.name(), draw.value());
      case 16 -> putAndDelete(draw.name(), draw.name(), draw.value());
      case 17 -> ids(draw.id(), draw.once(2));
      case 18 -> parts(draw.name(), 1 + draw.below(4));
      default -> everything();
    }
  }

  private void commit(Commit commit) {
    same(store.commit(commit), model.commit(commit));
  }

  private void append(String stream, List<NewEvent> events) {
    same(log().append(stream, events), model.append(stream, events));
  }

  private void appendExpect(String stream, List<NewEvent> events) {
    var last = model.lastSeq(stream);
    var expected = Math.max(0, last + (draw.once(2) ? 0 : draw.below(5) - 2));
    same(log().appendExpect(stream, expected, events),
        expected == last ? new Appended(model.append(stream, events)) : new Conflict(expected, last));
  }

  /** A repeat is known by type and data, whatever {@code command} was asked for. */
  private void appendOnce(CommitId command, NewEvent event) {
    var id = CommitId.of(command.stream(), command.key(), Json.of(List.of(event.type(), event.data())));
    OnceResult expected = switch (model.commit(Commit.builder().id(id).append(id.stream(), event).build())) {
      case CommitResult.Committed(var events) -> new Appended(events);
      case CommitResult.AlreadyCommitted(var events) -> new AlreadyAppended(events);
      default -> new KeyReused(id.key());
    };
    same(log().appendOnce(id.stream(), id.key(), event), expected);
  }

  private void truncate(String stream) {
    var through = somewhere(stream);
    log().truncate(stream, through);
    model.truncate(stream, through);
  }

  private void cas(String key, Json other, Json value) {
    var expected = draw.once(3) ? other : model.get(key).orElse(other);
    same(kv().cas(key, expected, value), model.swap(key, Optional.of(expected), value));
  }

  private void putNew(String key, Json value) {
    same(kv().putNew(key, value), model.swap(key, Optional.empty(), value));
  }

  private void update(String key, Json otherwise) {
    var after = Json.of(List.of(model.get(key).orElse(otherwise).size()));
    same(kv().update(key, otherwise, before -> Json.of(List.of(before.size()))), after);
    model.values().put(key, after);
  }

  private void putAndDelete(String one, String two, Json value) {
    same(kv().put(one, value), value);
    kv().delete(two);
    model.values().put(one, value);
    model.values().remove(two);
  }

  private void ids(CommitId id, boolean forget) {
    same(store.outcome(id), model.earlier(id));
    same(log().hasKey(id.stream(), id.key()), model.earlier(id).isPresent());
    if (forget) {
      var through = somewhere(id.stream());
      log().forgetKeys(id.stream(), through);
      model.forget(id.stream(), through);
    }
  }

  private void parts(String name, int limit) {
    var from = somewhere(name);
    same(backend.read(name, from, limit), model.read(name, from).stream().limit(limit).toList());
    same(log().readFrom(name, from).toList(), model.read(name, from));
    same(log().timeline(name).readFrom(from).toList(), model.readLinked(name, from));
    var after = NAMES.subList(NAMES.indexOf(name) + 1, NAMES.size());
    same(store.catalog().streams(name).toList(), after.stream().filter(model.streams()::containsKey).toList());
    same(backend.keys("", name, limit), after.stream().filter(model.values()::containsKey).limit(limit).toList());
    same(kv().keys(name).toList(),
        NAMES.stream().filter(key -> key.startsWith(name) && model.values().containsKey(key)).toList());
  }

  private void everything() {
    if (draw.once(3)) {
      restart();
    }
    same(store.catalog().streams().toList(), NAMES.stream().filter(model.streams()::containsKey).toList());
    same(store.catalog().totalEvents(), NAMES.stream().mapToLong(model::lastSeq).sum());
    same(kv().keys("").toList(), NAMES.stream().filter(model.values()::containsKey).toList());
    for (var name : NAMES) {
      same(log().read(name).toList(), model.read(name, 1));
      same(log().lastSeq(name), model.lastSeq(name));
      same(log().count(name), (long) model.read(name, 1).size());
      same(store.catalog().exists(name), model.streams().containsKey(name));
      same(kv().get(name), model.get(name));
      same(kv().has(name), model.get(name).isPresent());
    }
  }

  /** A seq from 0 to a little beyond the end. */
  private long somewhere(String stream) {
    return draw.below((int) model.lastSeq(stream) + 3);
  }

  private void same(Object actual, Object expected) {
    assertThat(actual).as(where).isEqualTo(expected);
  }
}
