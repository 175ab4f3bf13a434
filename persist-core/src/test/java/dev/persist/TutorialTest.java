package dev.persist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.blob.BlobRef;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Given;
import dev.persist.decide.Tagging;
import dev.persist.decide.Verdict;
import dev.persist.feed.Hub;
import dev.persist.log.AlreadyAppended;
import dev.persist.log.Appended;
import dev.persist.log.Conflict;
import dev.persist.log.EventTypes;
import dev.persist.log.KeyReused;
import dev.persist.log.Prefix;
import dev.persist.log.Upcasters;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.view.Projection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The manual, in the order of {@code docs/guide/tutorial.md}, which shows this code: a library lends books. {@link DocsTest}
 * checks that what the manual shows is here.
 */
class TutorialTest {
  private static final Instant now = Instant.EPOCH;
  private static final InstantSource clock = InstantSource.fixed(now);

  private final Persist store = Persist.open("memory:");

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void the_readme_in_one_go() {
    var store = Persist.open("memory:"); // or "rocksdb:./data", or another engine

    var log = store.log();
    log.append("cart/7", "added", now, Map.of("sku", "tea", "quantity", 2));
    log.append("cart/7", "added", now, Map.of("sku", "cup", "quantity", 1));

    var items = new Projection<>(0, (sum, event) -> sum + event.data().tree().get("quantity").intValue());
    var cart = store.snapshots("items", 1, items, Codec.of(Integer.class)).view("cart/7");
    var seen = cart.refresh(); // value 3, after event 2. The store keeps it, so cart.peek() replays nothing

    var said = switch (log.appendExpect("cart/7", seen.seq(), "ordered", now, Map.of())) {
      case Appended(var events) -> "ordered as event " + events.getFirst().seq();
      case Conflict(var expected, var actual) -> "the cart changed: look again from seq " + (expected + 1);
    };

    store.kv().update("orders", Json.of(0), count -> Json.of(count.as(Integer.class) + 1));

    assertThat(seen).isEqualTo(new Projection.State<>(3, 2)).isEqualTo(cart.peek());
    assertThat(said).isEqualTo("ordered as event 3");
    assertThat(store.kv().get("orders")).contains(Json.of(1));
    store.close();
  }

  @Test
  void events_are_appended_to_streams_and_read_in_order() {
    var log = store.log();
    log.append("book/dune", "bought", now, Map.of("copies", 2));
    log.append("book/dune", "lent", now, Map.of("member", "ann"));

    var types = log.read("book/dune").map(Event::type).toList(); // [bought, lent]
    assertThat(types).containsExactly("bought", "lent");
  }

  @Test
  void a_commit_writes_all_or_nothing() {
    var result = store.commit(Commit.builder()
        .append("book/dune", NewEvent.of("bought", now, Map.of("copies", 2)))
        .append("purchases", NewEvent.of("paid", now, Map.of("cents", 3200)))
        .put("shelf/dune", Json.of(2))
        .keyAbsent("closed") // if "closed" has a value, nothing is written
        .build());
    assertThat(result).isInstanceOf(CommitResult.Committed.class);
  }

  /** What can happen to a book, in one sealed family. */
  sealed interface BookEvent {
    record Bought(int copies) implements BookEvent {}

    record Lent(String member) implements BookEvent {}

    record Returned(String member) implements BookEvent {}
  }

  private static final EventTypes<BookEvent> BOOK = EventTypes.of(BookEvent.class);

  /** The state of a book: how many copies there are, and who has one. */
  record Shelf(int copies, Set<String> borrowers) {
    static final Shelf EMPTY = new Shelf(0, Set.of());

    Shelf after(BookEvent event) {
      return switch (event) {
        case BookEvent.Bought(var more) -> new Shelf(copies + more, borrowers);
        case BookEvent.Lent(var member) -> new Shelf(copies, with(member));
        case BookEvent.Returned(var member) -> new Shelf(copies, without(member));
      };
    }

    int free() {
      return copies - borrowers.size();
    }

    private Set<String> with(String member) {
      var more = new TreeSet<>(borrowers);
      more.add(member);
      return more;
    }

    private Set<String> without(String member) {
      return borrowers.stream().filter(each -> !each.equals(member)).collect(Collectors.toSet());
    }
  }

  private static final Projection<Shelf> SHELF = Projection.of(BOOK, Shelf.EMPTY, Shelf::after);

  private void dune(BookEvent... events) {
    store.log().append("book/dune", Stream.of(events).map(event -> BOOK.write(event, now)).toList());
  }

  @Test
  void a_state_is_a_fold_of_events() {
    var log = store.log();
    log.append("book/dune", List.of(
        BOOK.write(new BookEvent.Bought(2), now),
        BOOK.write(new BookEvent.Lent("ann"), now)));

    var shelf = SHELF.fold(log, "book/dune"); // two copies, one of them with ann
    assertThat(shelf).isEqualTo(new Shelf(2, Set.of("ann")));
  }

  @Test
  void a_conflict_is_a_value() {
    dune(new BookEvent.Bought(1));
    var log = store.log();
    var seen = SHELF.project(log, "book/dune"); // as of seq 1: one copy is free
    log.append("book/dune", List.of(BOOK.write(new BookEvent.Lent("bob"), now))); // bob was faster

    var said = switch (log.appendExpect("book/dune", seen.seq(), List.of(BOOK.write(new BookEvent.Lent("ann"), now)))) {
      case Appended(var events) -> "lent";
      case Conflict(var expected, var actual) -> "the book changed: look again from event " + (expected + 1);
    };
    assertThat(said).isEqualTo("the book changed: look again from event 2");
  }

  @Test
  void a_retried_append_happens_once() {
    var log = store.log();
    for (var attempt = 1; attempt <= 2; attempt++) { // the first acknowledgement was lost
      var said = switch (log.appendOnce("book/dune", "order-17", BOOK.write(new BookEvent.Bought(2), now))) {
        case Appended(var events) -> "bought";
        case AlreadyAppended(var events) -> "bought before, as event " + events.getFirst().seq();
        case KeyReused(var key) -> key + " is the key of another purchase";
      };
      assertThat(said).isEqualTo(attempt == 1 ? "bought" : "bought before, as event 1");
    }
    assertThat(log.lastSeq("book/dune")).isEqualTo(1);
  }

  enum Lending {
    LENT, HAS_IT, NONE_LEFT
  }

  /** Pure: no store, no clock. */
  static Verdict<BookEvent, Lending> lend(Shelf shelf, String member) {
    if (shelf.borrowers().contains(member)) {
      return Verdict.of(Lending.HAS_IT);
    }
    return shelf.free() > 0
        ? Verdict.of(Lending.LENT, new BookEvent.Lent(member))
        : Verdict.of(Lending.NONE_LEFT);
  }

  @Test
  void a_decision_is_made_on_a_state_and_again_if_others_were_faster() {
    dune(new BookEvent.Bought(1));
    var books = new Decider<>(store, BOOK, Shelf.EMPTY, Shelf::after);

    var decided = books.on("book/dune")
        .once(CommitId.of("book/dune", "request-5", Json.of("lend to ann"))) // a retry finds the first outcome
        .decide(now, shelf -> lend(shelf, "ann"));
    var said = switch (decided) {
      case Decided.Now(var result, var events, var after) -> result + ", " + after.value().free() + " left";
      case Decided.Before(var events) -> "was lent before";
      case Decided.IdReused(var key) -> key + " was another request";
      case Decided.Contended(var attempts) -> "try again later";
    };
    assertThat(said).isEqualTo("LENT, 0 left");
  }

  @Test
  void a_decision_is_tested_without_a_store() {
    Given.seed(Shelf.EMPTY, Shelf::after)
        .events(new BookEvent.Bought(2), new BookEvent.Lent("bob"))
        .when(shelf -> lend(shelf, "ann"))
        .then(Lending.LENT, new BookEvent.Lent("ann"))
        .when(shelf -> lend(shelf, "cem"))
        .then(Lending.NONE_LEFT);
  }

  @Test
  void what_is_decided_is_linked_and_told_as_of_an_earlier_time() {
    var books = new Decider<>(store, BOOK, Shelf.EMPTY, Shelf::after);
    var lastWeek = now.minus(Duration.ofDays(7));

    var linking = books.linking("loans"); // or Event.GLOBAL, or a function from the event to streams
    linking.on("book/emma")
        .decide(now, shelf -> Verdict.ofAll("bought and lent",
            List.of(new BookEvent.Bought(1), new BookEvent.Lent("cem"))));
    var loans = SHELF.fold(store.log(), "loans"); // both events

    var then = books.asOf("book/emma", lastWeek).value(); // no copy yet
    assertThat(loans).isEqualTo(new Shelf(1, Set.of("cem"))).isEqualTo(books.asOf("book/emma", now).value());
    assertThat(then).isEqualTo(Shelf.EMPTY);
  }

  @Test
  void a_view_is_a_state_that_is_kept() {
    dune(new BookEvent.Bought(2));
    var shelves = store.snapshots("shelf", 1, SHELF, Codec.of(Shelf.class));
    var shelf = shelves.view("book/dune");
    var hub = new Hub(store, failure -> {
    });
    shelf.attach(hub); // refreshed by each event that is published through the hub, in this process

    hub.publish(Commit.builder().append("book/dune", BOOK.write(new BookEvent.Lent("ann"), now)).build());
    var free = shelf.peek().value().free(); // 1; reads one key, folds nothing
    assertThat(free).isEqualTo(1);
  }

  @Test
  void a_view_of_a_new_version_is_built_beside_the_old_one() {
    dune(new BookEvent.Bought(2), new BookEvent.Lent("ann"));
    var old = store.snapshots("free", 1, SHELF, Codec.of(Shelf.class)).view("book/dune");
    old.refresh();

    var changed = Projection.of(BOOK, new Shelf(1, Set.of()), Shelf::after); // we found a copy in the cellar
    var shelf = store.snapshots("free", 2, changed, Codec.of(Shelf.class)).view("book/dune").replacing(old);
    var before = shelf.peek().value().free(); // 1, from the old view
    shelf.build(10_000); // folds 10,000 events at most; call it until it returns Switched
    var after = shelf.peek().value().free(); // 2, from the new view, now in every process
    assertThat(List.of(before, after)).containsExactly(1, 2);
  }

  @Test
  void a_subscription_hands_over_each_event_once() throws Exception {
    dune(new BookEvent.Bought(2), new BookEvent.Lent("ann"), new BookEvent.Lent("bob"));
    var letters = store.subscription("letters", "book/dune");

    try (var runner = letters.each(clock, (event, commit) -> {
      if (BOOK.read(event) instanceof BookEvent.Lent(var member)) {
        commit.append("letters", NewEvent.of("due", event.at(), Map.of("member", member)));
      }
    })) {
      runner.catchUp(); // or start(), which also handles later events until the runner is closed
    }
    var lag = letters.status().lag(); // 0
    assertThat(lag).isZero();
    assertThat(store.log().lastSeq("letters")).isEqualTo(2);
  }

  @Test
  void an_effect_outside_is_not_performed_again_by_a_reset() throws Exception {
    dune(new BookEvent.Bought(2), new BookEvent.Lent("ann"));
    var sent = new ArrayList<Long>();
    var mailer = store.subscription("mailer", "book/dune");

    var mailing = mailer.each(clock, (event, commit) -> {}).outside(event -> sent.add(event.seq())); // or a mail
    mailing.catchUp();
    mailer.reset("book/dune", 0); // the handler gets each event again, and no effect is performed again
    mailing.catchUp();
    assertThat(sent).containsExactly(1L, 2L);
    mailing.close();
  }

  @Test
  void all_streams_of_a_prefix_are_followed_as_one() throws Exception {
    dune(new BookEvent.Bought(2));
    var books = store.log().prefix("book/");
    while (books.build(10_000) instanceof Prefix.Building) {}
    var everyBook = store.subscription("every-book", books.stream());
    store.log().append("book/emma", List.of(BOOK.write(new BookEvent.Bought(1), now)));
    var handled = new ArrayList<String>();
    try (var runner = everyBook.each(clock, (event, commit) -> handled.add(event.stream()))) {
      runner.catchUp();
    }
    assertThat(handled).containsExactly("book/dune", "book/emma");
  }

  @Test
  void who_wrote_waits_until_it_is_in_the_view_or_was_handled() throws Exception {
    var shelf = store.snapshots("shelf", 1, SHELF, Codec.of(Shelf.class)).view("book/dune");
    var keeper = store.subscription("shelves", "book/dune");
    var runner = keeper.batches(1000, clock, (events, commit) -> shelf.refresh()).start(); // in this process or another

    var written = store.log().append("book/dune", List.of(BOOK.write(new BookEvent.Bought(2), now))).getLast();
    var current = shelf.await(written.seq(), clock, Duration.ofSeconds(5)); // empty after 5 s without the event
    var handled = keeper.await(written.stream(), written.seq(), clock, Duration.ofSeconds(5)); // false after 5 s
    runner.close();
    assertThat(current.orElseThrow().value().free()).isEqualTo(2);
    assertThat(handled).isTrue();
  }

  /** All events of the library, in one stream; each says what it is about. */
  sealed interface LibraryEvent {
    record Lent(String book, String member) implements LibraryEvent {}

    record Joined(String member) implements LibraryEvent {}

    default Set<String> tags() {
      return switch (this) {
        case Lent(var book, var member) -> Set.of("book:" + book, "member:" + member);
        case Joined(var member) -> Set.of("member:" + member);
      };
    }
  }

  /** What a decision about one book and one member needs. */
  record Loans(boolean member, boolean taken, int loans) {}

  @Test
  void a_boundary_is_what_a_decision_depends_on() {
    var library = store.boundary("library", 1, EventTypes.of(LibraryEvent.class), LibraryEvent::tags);
    var none = new Loans(false, false, 0);
    library.on(Set.of("member:ann"), none, (loans, event) -> loans)
        .decide(now, loans -> Verdict.of("welcome", new LibraryEvent.Joined("ann")));

    var decided = library.on(Set.of("book:dune", "member:ann"), none, (loans, event) -> switch (event) {
      case LibraryEvent.Joined joined -> new Loans(true, loans.taken(), loans.loans());
      case LibraryEvent.Lent(var book, var member) -> new Loans(loans.member(),
          loans.taken() || book.equals("dune"), loans.loans() + (member.equals("ann") ? 1 : 0));
    })
        .decide(now, loans -> loans.member() && !loans.taken() && loans.loans() < 3
            ? Verdict.of("lent", new LibraryEvent.Lent("dune", "ann"))
            : Verdict.of("not now"));
    assertThat(decided).isInstanceOfSatisfying(Decided.Now.class, it -> assertThat(it.result()).isEqualTo("lent"));

    var byFirstLetter = store.boundary("library", 2, EventTypes.of(LibraryEvent.class), event -> switch (event) {
      case LibraryEvent.Lent(var book, var member) ->
        Set.of("book:" + book, "shelf:" + book.charAt(0), "member:" + member);
      case LibraryEvent.Joined(var member) -> Set.of("member:" + member);
    });
    while (byFirstLetter.retag(1_000) instanceof Tagging.Behind) {} // tags 1,000 events at most in each call
    var onShelf = byFirstLetter.see(Set.of("shelf:d"), 0, (count, event) -> count + 1).state().value(); // 1: dune
    assertThat(onShelf).isEqualTo(1);
  }

  @Test
  void old_events_are_lifted_when_they_are_read() {
    store.log().append("book/dune", "bought", now, Map.of("count", 2)); // as the first release wrote it

    var lifting = BOOK.lifting(Upcasters.NONE.with("bought", event -> {
      var count = event.data().tree().get("count");
      return count == null ? event : event.withData(Map.of("copies", count));
    }));
    var shelf = Projection.of(lifting, Shelf.EMPTY, Shelf::after).fold(store.log(), "book/dune"); // two copies
    assertThat(shelf.copies()).isEqualTo(2);
  }

  @Test
  void a_stream_is_compacted_to_its_state() {
    var archive = new MemoryBlobStore(); // or a FileBlobStore
    var archiving = store.archivingTo(archive);
    dune(new BookEvent.Bought(2), new BookEvent.Lent("ann"), new BookEvent.Returned("ann"));
    var shelves = archiving.snapshots("shelf", 1, SHELF, Codec.of(Shelf.class));

    var compaction = shelves.compact("book/dune"); // events 1 to 3 are dropped; no view or subscription needs them
    var kept = shelves.view("book/dune").refresh().value().free(); // 2, from the snapshot
    var history = archiving.log().readWithArchive("book/dune", 1).count(); // 3, from the archive
    assertThat(compaction.through()).isEqualTo(3);
    assertThat(kept).isEqualTo(2);
    assertThat(history).isEqualTo(3);
  }

  @Test
  void large_objects_are_kept_by_their_content() {
    var blobs = new MemoryBlobStore(); // or a FileBlobStore
    var cover = blobs.put(new byte[]{1, 2, 3}, "image/png"); // a BlobRef
    store.kv().put("cover/dune", Json.of(cover));

    var ref = store.kv().get("cover/dune").orElseThrow().as(BlobRef.class);
    var bytes = blobs.get(ref).orElseThrow(); // checked against the cid
    assertThat(bytes).containsExactly(1, 2, 3);
  }

  /** The seam: the interface that callers use. */
  interface Desk {
    boolean lend(String book, String member);
  }

  /** A call as a value: it can be made on any desk, and named in a report. */
  record Lend(String book, String member) {
    Boolean on(Desk desk) {
      return desk.lend(book, member);
    }
  }

  @Test
  void an_old_system_is_imported_run_beside_the_new_one_and_cut_over() {
    var books = new Decider<>(store, BOOK, Shelf.EMPTY, Shelf::after);

    var loans = new TreeMap<>(Map.of("dune", "ann")); // the old desk: each book and its borrower; one copy of each
    var genesis = new Genesis(store, "desk");
    var imported = genesis.run(loans.entrySet()
        .stream()
        .map(loan -> new Genesis.Opening("book/" + loan.getKey(), Json.of(loan.getValue()), commit -> commit
            .append("book/" + loan.getKey(), BOOK.write(new BookEvent.Bought(1), now))
            .append("book/" + loan.getKey(), BOOK.write(new BookEvent.Lent(loan.getValue()), now)))));
    var complete = imported.complete(); // true, also when it is run again: each stream is opened once

    Desk before = (book, member) -> loans.putIfAbsent(book, member) == null;
    Desk after = (book,
        member) -> books.on("book/" + book)
            .decide(now, shelf -> lend(shelf, member)) instanceof Decided.Now<?, Lending> decided
            && decided.result() == Lending.LENT;
    var desk = new DualRun<Desk, Lend>(store, "desk", clock, before, after);

    var dune = desk.command(new Lend("dune", "bob"), Lend::on); // false from both: ann has it
    var emma = desk.command(new Lend("emma", "bob"), Lend::on); // true from the old one; false from the new one: no copy

    var said = switch (desk.cutOver()) {
      case CutOver.Done done -> "the new desk serves, the old one follows";
      case CutOver.Differing(var differences) -> "look at " + differences;
    };

    assertThat(complete).isTrue();
    assertThat(List.of(dune, emma)).containsExactly(false, true);
    assertThat(said).isEqualTo("look at [Difference[call=Lend[book=emma, member=bob], old=true, candidate=false]]");
  }
}
