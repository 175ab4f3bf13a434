package dev.persist.transfer;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.decide.Boundary;
import dev.persist.decide.Verdict;
import dev.persist.feed.Subscription;
import dev.persist.log.EventTypes;
import dev.persist.log.Linked;
import dev.persist.log.Prefix;
import dev.persist.log.TruncatedException;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A store of two tenants that share some streams, and what is drawn at random to happen in it. */
record Tenants(Persist store) {
  static final String MINE = "tenant-7/";
  static final String OTHER = "tenant-70/";

  /** A prefix that covers both. */
  static final String BOTH = "tenant-";

  /** What begins the name of all that both share. */
  static final String SHARED = "shared/";

  private static final int STREAMS = 3;
  private static final int IDS = 12;
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final InstantSource CLOCK = InstantSource.fixed(AT);

  /** Something was sold. */
  record Sold(String sku, int quantity) {}

  /** The streams of a tenant that are written to directly; keys have the name of the last only by its digest. */
  static List<String> streams(String tenant) {
    return Stream
        .concat(IntStream.range(0, STREAMS).mapToObj(i -> tenant + "s" + i), Stream.of(tenant + "x".repeat(200)))
        .toList();
  }

  /** The ids that commits of a tenant may have. */
  static List<CommitId> ids(String tenant) {
    return streams(tenant).stream()
        .flatMap(stream -> IntStream.range(0, IDS)
            .boxed()
            .flatMap(key -> Stream.of(0, 1).map(request -> CommitId.of(stream, "id" + key, Json.of(request)))))
        .toList();
  }

  /** Begins: each tenant has a prefix of its own. Those that both have, and of some of its streams, are built later. */
  void begin() {
    for (var tenant : List.of(MINE, OTHER)) {
      store.log().prefix(tenant).build(1);
      store.log().append(tenant + "s0", "x", AT, 0);
    }
  }

  /** Makes one thing happen to {@code tenant}, which may be about what is shared. */
  void happen(String tenant, Random random) throws InterruptedException {
    var stream = streams(tenant).get(random.nextInt(STREAMS + 1));
    switch (random.nextInt(7)) {
      case 0 -> store.log().appendGlobal(stream, "x", AT, random.nextInt());
      case 1 -> store.commit(order(tenant, random)
          .link(SHARED + "all")
          .link(Event.GLOBAL)
          .append(SHARED + "audit", NewEvent.of("done", AT, "for " + tenant))
          .put(SHARED + "last", Json.of(tenant))
          .build());
      case 2 -> store.commit(Commit.builder()
          .id(CommitId.of(SHARED + "audit", "id" + random.nextInt(IDS), Json.NULL))
          .append(stream, NewEvent.of("x", AT, random.nextInt()))
          .build());
      case 3 -> store.log().prefix(random.nextBoolean() ? BOTH : tenant + "s").build(1_000);
      case 4 -> follow("mixed", MINE + "s1", OTHER + "s1", Event.GLOBAL);
      case 5 -> unlessTruncated(() -> counts().compact(stream));
      default -> go(tenant, random);
    }
  }

  private static Commit.Builder order(String tenant, Random random) {
    var id = ids(tenant).get(random.nextInt((STREAMS + 1) * IDS * 2));
    return Commit.builder()
        .id(id)
        .append(id.stream(), NewEvent.of("x", AT, random.nextInt()))
        .link(tenant + "all")
        .append(streams(tenant).get(random.nextInt(STREAMS + 1)), NewEvent.of("y", AT, random.nextInt()))
        .put(tenant + "last", Json.of(id.key()));
  }

  /** Makes one thing happen that is about {@code tenant} alone, and returns the answer. */
  Object go(String tenant, Random random) throws InterruptedException {
    var stream = streams(tenant).get(random.nextInt(STREAMS + 1));
    var log = store.log();
    return switch (random.nextInt(10)) {
      case 0 -> store.commit(order(tenant, random).build());
      case 1 -> store.commit(order(tenant, random).streamAt(stream, log.lastSeq(stream) + random.nextInt(2)).build());
      case 2 -> log.appendExpect(stream, log.lastSeq(stream) + random.nextInt(2), "x", AT, random.nextInt());
      case 3 -> sell(tenant, random);
      case 4 -> {
        log.truncate(stream, Math.max(0, log.lastSeq(stream) - random.nextInt(6)));
        yield log.count(stream);
      }
      case 5 -> {
        log.forgetKeys(stream, random.nextInt(30));
        yield log.hasKey(stream, "id1");
      }
      case 6 -> unlessTruncated(() -> counts().view(random.nextBoolean() ? tenant + "all" : stream).refresh());
      case 7 -> {
        counts().view(links(tenant)).register();
        yield boundary(tenant).retag(10).toString();
      }
      case 8 -> {
        store.kv().delete(tenant + "k" + random.nextInt(3));
        yield store.kv().put(tenant + "k" + random.nextInt(3), Json.of(random.nextInt()));
      }
      default -> follow(tenant + "mailer", tenant + "s0", links(tenant));
    };
  }

  /** Returns what {@code count} does, which cannot count events that were truncated before. */
  private static Object unlessTruncated(Supplier<Object> count) {
    try {
      return count.get();
    } catch (TruncatedException e) {
      return "truncated";
    }
  }

  private Object sell(String tenant, Random random) {
    var sku = "sku:" + random.nextInt(3);
    return boundary(tenant).on(Set.of(sku), 0, (Integer sold, Sold event) -> sold + event.quantity())
        .decide(AT, sold -> Verdict.of(sold, new Sold(sku, 1)))
        .toString();
  }

  private Boundary<Sold> boundary(String tenant) {
    return store.boundary(tenant + "sales", 1, EventTypes.of(Sold.class), sold -> Set.of(sold.sku()));
  }

  Snapshots<Integer> counts() {
    return store.snapshots("count", 1, new Projection<>(0, (count, event) -> count + 1), Codec.of(Integer.class));
  }

  /** Returns the name of the stream of a tenant's prefix, which {@link #begin} built. */
  String links(String tenant) {
    return store.log().prefix(tenant).stream();
  }

  Subscription subscription(String name, String... streams) {
    return store.subscription(name, streams);
  }

  /** Handles up to three events, each of which leaves a trace with its tenant. */
  private Object follow(String name, String... streams) throws InterruptedException {
    var left = new int[]{3};
    var subscription = subscription(name, streams);
    subscription.resume();
    try (var runner = subscription.each(CLOCK, (event, commit) -> {
      if (left[0]-- == 0) {
        throw new IllegalStateException("enough");
      }
      if (!event.stream().startsWith(SHARED)) {
        commit.put(event.stream().substring(0, event.stream().indexOf('/') + 1) + "mailed by " + name.replace('/', ' '),
            Json.of(List.of(event.stream(), event.seq())));
      }
    })) {
      runner.catchUp();
    }
    return subscription.status().seqs();
  }

  /** Builds the prefix that both tenants have, and returns the events that it links, in the order of their names. */
  List<String> linkedByBoth() {
    while (store.log().prefix(BOTH).build(1_000) instanceof Prefix.Building) {}
    return store.log()
        .timeline(store.log().prefix(BOTH).stream())
        .readFrom(1)
        .map(linked -> linked instanceof Linked.Present(var position, var event)
            ? event.stream() + " " + event.seq()
            : "")
        .filter(name -> !name.isEmpty())
        .sorted()
        .toList();
  }

  /** Returns what a retry of {@code id} gets, as far as it is about {@code tenant}. */
  Object retried(String tenant, CommitId id) {
    return store.outcome(id)
        .map(outcome -> outcome instanceof CommitResult.AlreadyCommitted(var events)
            ? events.stream().filter(event -> event.stream().startsWith(tenant)).toList()
            : outcome);
  }
}
