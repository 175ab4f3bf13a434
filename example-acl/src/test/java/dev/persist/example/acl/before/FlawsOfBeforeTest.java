package dev.persist.example.acl.before;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Race;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What goes wrong by hand. {@code OnlyAfterTest} has for each what happens on persist instead. */
class FlawsOfBeforeTest {
  private static AccessControl start() {
    return new AccessControl((principal, text) -> {});
  }

  @Test
  void a_restart_forgets_every_grant() {
    var acl = start();
    acl.grant("doc-1", "alice");
    acl = start();
    assertThat(acl.can("doc-1", "alice")).isFalse();
  }

  @Test
  void nobody_can_say_since_when() {
    var always = start();
    always.grant("doc-1", "alice");
    var again = start();
    again.grant("doc-1", "alice");
    again.revoke("doc-1", "alice");
    again.grant("doc-1", "alice");
    assertThat(again).usingRecursiveComparison().ignoringFields("mail").isEqualTo(always);
  }

  @Test
  void nobody_can_say_who_had_access() {
    var onlyBob = start();
    onlyBob.grant("doc-1", "bob");
    var firstAlice = start();
    firstAlice.grant("doc-1", "alice");
    firstAlice.revoke("doc-1", "alice");
    firstAlice.grant("doc-1", "bob");
    assertThat(firstAlice).usingRecursiveComparison().ignoringFields("mail").isEqualTo(onlyBob);
  }

  @Test
  void a_revocation_that_races_a_grant_is_lost() throws Exception {
    var checked = new CountDownLatch(1);
    var revoked = new CountDownLatch(1);
    var acl = new AccessControl((principal, text) -> {
      if (principal.equals("bob")) {
        checked.countDown();
        await(revoked);
      }
    });
    acl.grant("doc-1", "alice");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var granting = threads.submit(() -> acl.grant("doc-1", "bob"));
      checked.await();
      var changed = acl.revoke("doc-1", "alice");
      var couldStill = acl.can("doc-1", "alice");
      revoked.countDown();
      granting.get();
      assertThat(changed).isTrue();
      assertThat(couldStill).isFalse();
    }
    assertThat(acl.can("doc-1", "alice")).isTrue();
  }

  @Test
  void a_grant_that_two_race_for_is_mailed_twice() throws Exception {
    var bothHaveChecked = new CyclicBarrier(2);
    var mails = new AtomicInteger();
    var acl = new AccessControl((principal, text) -> {
      mails.incrementAndGet();
      await(bothHaveChecked);
    });
    assertThat(Race.of(2, i -> acl.grant("doc-1", "alice"))).containsExactly(true, true);
    assertThat(mails).hasValue(2);
  }

  @Test
  void a_caller_who_filters_the_list_takes_access_away() {
    var acl = start();
    acl.grant("doc-1", "alice");
    acl.grant("doc-1", "bot-7");
    acl.list("doc-1").removeIf(principal -> principal.startsWith("bot-")); // only people, for a page
    assertThat(acl.can("doc-1", "bot-7")).isFalse();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
