package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Persist;
import dev.persist.decide.Boundary;
import dev.persist.decide.Tagging;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.log.Linked;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Lagging;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Accounts, whose boundary has another tag rule in the second release: a mail address is of one account from then on. */
abstract class AccountSuite extends Suite {
  record Opened(String user, String mail) {}

  static final EventTypes<Opened> TYPES = EventTypes.of(Opened.class);

  static final Set<String> NONE = Set.of();

  AccountSuite(ConformanceKit kit) {
    super(kit);
  }

  /** In the first release an account is about a user only; in the second a mail address is of one account. */
  static Boundary<Opened> accounts(Persist store, int release) {
    return store.boundary("accounts", release, TYPES, release == 1
        ? opened -> Set.of("user:" + opened.user())
        : opened -> Set.of("user:" + opened.user(), "mail:" + opened.mail()));
  }

  final Boundary<Opened> accounts(int release) {
    return accounts(store, release);
  }

  static Set<String> with(Set<String> mails, Opened opened) {
    return Stream.concat(mails.stream(), Stream.of(opened.mail())).collect(Collectors.toSet());
  }

  final String open(int release, String user, String mail) {
    var tags = release == 1 ? Set.of("user:" + user) : Set.of("user:" + user, "mail:" + mail);
    return open(accounts(release), tags, user, mail);
  }

  static String open(Boundary<Opened> accounts, Set<String> tags, String user, String mail) {
    var decided = accounts.on(tags, NONE, AccountSuite::with)
        .decide(AT, mails -> mails.isEmpty()
            ? Verdict.of("opened", new Opened(user, mail))
            : Verdict.of("taken"));
    return assertDecided(decided).now().result();
  }

  static void tagAll(Boundary<Opened> accounts, int events) {
    while (accounts.retag(events) instanceof Tagging.Behind) {}
  }

  final void openMany(int release, int from, int to) {
    IntStream.range(from, to).forEach(i -> open(release, "u" + i, "m" + i % 7));
  }

  /** Returns the seqs that carry {@code tag} in the second release, in the order of the links. */
  final List<Long> tagged(String tag) {
    return log().timeline(accounts(2).stream(tag))
        .read()
        .map(link -> ((Linked.Present) link).event().seq())
        .toList();
  }

  /** Checks that each event carries each of its tags once, in order. */
  final void requireAllTagged() {
    for (var m = 0; m < 7; m++) {
      var mail = "m" + m;
      assertThat(tagged("mail:" + mail)).isEqualTo(
          log().read("accounts").filter(each -> TYPES.read(each).mail().equals(mail)).map(each -> each.seq()).toList());
    }
    assertThat(log().read("accounts").map(TYPES::read)).allSatisfy(
        opened -> assertThat(tagged("user:" + opened.user())).hasSize(1));
  }

  /** Returns what holds a compaction of the events back. */
  final List<Lagging> compactable() {
    return store.archivingTo(new MemoryBlobStore())
        .snapshots("count", 1, COUNT, Codec.of(Integer.class))
        .compact("accounts")
        .heldBackBy();
  }
}
