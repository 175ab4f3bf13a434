/** The embedded default: RocksDB, whose write-ahead log is synced once per group of commits. */
@NullMarked
package dev.persist.rocksdb;

import org.jspecify.annotations.NullMarked;
