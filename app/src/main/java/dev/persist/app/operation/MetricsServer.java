package dev.persist.app.operation;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.Grouping;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Serves the metrics in Prometheus's format on a port of its own, on 127.0.0.1. Start and close it from one thread. */
public final class MetricsServer implements AutoCloseable {
  private final OperationSettings settings;
  private final MeterRegistry registry;
  private final Persist store;
  private final Backend backend;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private Optional<HTTPServer> server = Optional.empty();

  @Inject
  MetricsServer(OperationSettings settings, MeterRegistry registry, Persist store, Backend backend) {
    this.settings = settings;
    this.registry = registry;
    this.store = store;
    this.backend = backend;
  }

  /**
   * Starts listening and returns the address of the metrics. Does nothing and returns empty if there is no port for them.
   *
   * @throws StoreException.Unavailable if the port is taken
   */
  public Optional<String> start() {
    if (registry instanceof PrometheusMeterRegistry prometheus) {
      register();
      prometheus.getPrometheusRegistry().register(new LagCollector(store));
      var port = settings.metricsPort().orElseThrow();
      try {
        server = Optional.of(HTTPServer.builder()
            .hostname("127.0.0.1")
            .port(port)
            .registry(prometheus.getPrometheusRegistry())
            .buildAndStart());
      } catch (IOException e) {
        throw new StoreException.Unavailable("cannot serve metrics on port " + port
            + ": it is taken or not permitted; choose another with --metrics-port", e);
      }
    }
    return server.map(it -> "http://127.0.0.1:" + it.getPort() + "/metrics");
  }

  @Override
  public void close() {
    server.ifPresent(HTTPServer::close);
    collections.close();
  }

  private void register() {
    if (backend instanceof Grouping grouping) {
      FunctionCounter.builder("persist.groups", grouping, it -> it.groups().written())
          .description("Groups of commits that were written together")
          .register(registry);
      FunctionCounter.builder("persist.group.commits", grouping, it -> it.groups().commits())
          .description("Commits in these groups")
          .register(registry);
    }
    settings.paths().forEach((name, path) -> {
      Gauge.builder("persist.disk.free", path, MetricsServer::free)
          .description("Bytes left on the disk")
          .baseUnit("bytes")
          .tag("of", name)
          .register(registry);
    });
    Optional.ofNullable(settings.paths().get("store"))
        .ifPresent(path -> Gauge.builder("persist.store.size", path, MetricsServer::size)
            .description("Bytes of the files of the store")
            .baseUnit("bytes")
            .register(registry));
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  private static double free(Path path) {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds up the files below {@code path}, or the file and the two logs that SQLite keeps beside it. */
  private static double size(Path path) {
    var sum = new AtomicLong();
    try {
      for (var end : List.of("", "-wal", "-shm")) {
        Files.walkFileTree(path.resolveSibling(path.getFileName() + end), new Sum(sum));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum.get();
  }

  /** Adds up the sizes of files. An engine may delete one at any time. */
  private static final class Sum extends SimpleFileVisitor<Path> {
    private final AtomicLong sum;

    Sum(AtomicLong sum) {
      this.sum = sum;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      sum.addAndGet(attributes.size());
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
