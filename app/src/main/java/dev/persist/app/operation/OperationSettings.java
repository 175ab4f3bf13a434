package dev.persist.app.operation;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an operator watches.
 *
 * @param engine the engine of the store, such as {@code rocksdb}
 * @param paths the files and directories that the app writes on this machine, under {@code store} and {@code blobs}; empty
 *     when it keeps all elsewhere
 * @param leastFreeBytes the app is not ready while a disk of {@code paths} has less space left than this
 * @param backups the directory to which backups of the store are added; without one, the app makes none
 * @param metricsPort the port of the metrics, 0 for any free port; without one, nothing is measured
 * @param hasTraces whether the work of the store is traced
 */
public record OperationSettings(String engine, Map<String, Path> paths, long leastFreeBytes,
    Optional<Path> backups, OptionalInt metricsPort, boolean hasTraces) {
  /** Copies the map. */
  public OperationSettings {
    paths = Map.copyOf(paths);
  }
}
