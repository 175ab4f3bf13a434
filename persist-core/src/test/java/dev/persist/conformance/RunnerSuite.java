package dev.persist.conformance;

import dev.persist.feed.Subscription;
import org.junit.jupiter.api.BeforeEach;

/** Runners of a subscription to a stream with one event. */
abstract class RunnerSuite extends CopyingSuite {
  Subscription copy;

  RunnerSuite(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void create() {
    copy = store.subscription("copy", "s");
    append("s");
  }
}
