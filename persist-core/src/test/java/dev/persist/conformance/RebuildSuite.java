package dev.persist.conformance;

import static dev.persist.conformance.SnapshotRules.TYPES;

import dev.persist.Codec;
import dev.persist.Persist;
import dev.persist.view.Projection;
import dev.persist.view.Replacement;
import dev.persist.view.Snapshots;
import dev.persist.view.View;
import java.util.Locale;

/** What the suites of replaced views share: a view of types, old and new. */
abstract class RebuildSuite extends Suite {
  RebuildSuite(ConformanceKit kit) {
    super(kit);
  }

  /** Version 1 keeps the types as they are, version 2 in upper case, so that a state tells who folded it. */
  static Snapshots<String> snapshots(Persist store, int version) {
    return snapshots(store, version, version == 1
        ? TYPES
        : new Projection<>("",
            (types, event) -> types + event.type().toUpperCase(Locale.ROOT)));
  }

  static Snapshots<String> snapshots(Persist store, int version, Projection<String> projection) {
    return store.snapshots("types", version, projection, Codec.of(String.class));
  }

  static View<String> view(Persist store, int version) {
    return snapshots(store, version).view("s");
  }

  final View<String> old() {
    return view(store, 1);
  }

  final View<String> successor() {
    return view(store, 2);
  }

  /** As every process has one of its own. */
  static Replacement<String> replacement(Persist store) {
    return view(store, 2).replacing(view(store, 1));
  }

  final Replacement<String> replacement() {
    return replacement(store);
  }

  final void appendAll(String... types) {
    log().append("s", events(types));
  }
}
