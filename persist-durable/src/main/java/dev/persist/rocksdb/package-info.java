/** The embedded default: RocksDB, with one sync of its write-ahead log for each group of commits. */
@NullMarked
package dev.persist.rocksdb;

import org.jspecify.annotations.NullMarked;
