package dev.persist.conformance;

import static dev.persist.conformance.SnapshotRules.TYPES;

import dev.persist.Codec;
import dev.persist.Persist;
import dev.persist.view.Compaction;
import dev.persist.view.Snapshots;

/** Snapshots of the types of a stream, and its compactions. */
abstract class CompactionSuite extends Suite {
  CompactionSuite(ConformanceKit kit) {
    super(kit);
  }

  static Snapshots<String> snapshots(Persist store, String name) {
    return store.snapshots(name, 1, TYPES, Codec.of(String.class));
  }

  final Compaction<String> compact() {
    return snapshots(store, "main").compact("s");
  }
}
