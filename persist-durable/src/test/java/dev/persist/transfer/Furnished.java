package dev.persist.transfer;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.conformance.Contents;
import dev.persist.decide.Boundary;
import dev.persist.decide.Verdict;
import dev.persist.feed.Subscription;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A store that holds something of every kind, and what it answers when it is asked to go on. The files of released
 * versions hold it ({@link ReleasedFormatsTest}), so it never changes; a new kind of thing gets a class of its own.
 */
record Furnished(Persist store) {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000006007Z");
  private static final CommitId ORDER = CommitId.of("shop/0", "order-1", Json.of("two teas"));

  /** Something was sold. */
  record Sold(String sku, int quantity) {}

  /** Fills the store, which is empty. */
  void furnish() {
    var log = store.log();
    log.prefix("shop/").build(100);
    for (var shop = 0; shop < 5; shop++) {
      for (var i = 0; i < 30; i++) {
        log.append("shop/" + shop, "sold", AT.plusSeconds(i), Map.of("sku", "tea \u2615 " + i, "quantity", i));
      }
    }
    order();
    log.appendOnce("a\0b", "once", NewEvent.of("said", AT, Json.of("\n\"quoted\"\\")));
    log.appendOnce("a", "once", NewEvent.of("said", AT, Json.NULL));
    log.truncate("shop/2", 10);
    log.truncate("shop/3", 30);
    log.forgetKeys("a", 1);
    counts().keep("shop/1");
    counts().view("shop/1");
    sells("tea");
    sells("coffee");
    mailer().reset("shop/1", 7);
    mailer().pause();
  }

  private CommitResult order() {
    return store.commit(Commit.builder()
        .id(ORDER)
        .append("shop/0", NewEvent.of("sold", AT, Map.of("sku", "two", "quantity", 2)))
        .link("by-sku/tea")
        .link(Event.GLOBAL)
        .put("last", Json.of(List.of(1, "x", 0.5)))
        .build());
  }

  private Snapshots<Integer> counts() {
    return store.snapshots("count", 1, new Projection<>(0, (count, event) -> count + 1), Codec.of(Integer.class));
  }

  private Object sells(String sku) {
    return boundary().on(Set.of("sku:" + sku), 0, (Integer sold, Sold event) -> sold + event.quantity())
        .decide(AT, sold -> Verdict.of(sold, new Sold(sku, 1)));
  }

  private Boundary<Sold> boundary() {
    return store.boundary("sales", 1, EventTypes.of(Sold.class), sold -> Set.of("sku:" + sold.sku()));
  }

  private Subscription mailer() {
    return store.subscription("mailer", "shop/1", Event.GLOBAL);
  }

  /** Goes on with everything, and returns all answers. */
  List<Object> goOn() {
    var log = store.log();
    return List.of(
        order(),
        log.hasKey("a", "once"),
        log.appendOnce("a\0b", "once", NewEvent.of("said", AT, Json.of("\n\"quoted\"\\"))),
        log.appendOnce("a", "once", NewEvent.of("said", AT, Json.NULL)),
        log.appendExpect("shop/3", 30, "sold", AT, Map.of("sku", "late", "quantity", 1)),
        log.appendExpect("shop/2", 10, "sold", AT, Map.of("sku", "late", "quantity", 1)),
        log.append("shop/new", "sold", AT, Map.of("sku", "new", "quantity", 1)),
        log.timeline(log.prefix("shop/").stream()).readFrom(1).toList(),
        log.global().readFrom(1).toList(),
        log.timeline("by-sku/tea").readFrom(1).toList(),
        sells("tea").toString(),
        counts().load("shop/1"),
        counts().tail("shop/1"),
        counts().compact("shop/1"),
        mailer().status(),
        store.catalog().streams().toList(),
        Contents.of(store));
  }
}
