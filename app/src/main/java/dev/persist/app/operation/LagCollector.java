package dev.persist.app.operation;

import dev.persist.Persist;
import dev.persist.StoreException;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * Measures, at each scrape, how far the readers of the store are. There may be other readers than at the last scrape, which a
 * registry of meters cannot follow. Without the store there is no sample of them. Thread-safe.
 */
final class LagCollector implements MultiCollector {
  private final Persist store;

  LagCollector(Persist store) {
    this.store = store;
  }

  @Override
  public MetricSnapshots collect() {
    var lag = GaugeSnapshot.builder()
        .name("persist_subscription_lag_events")
        .help("Events that the subscription has not handled yet");
    var stopped = GaugeSnapshot.builder()
        .name("persist_subscription_stopped")
        .help("1 if the subscription has stopped at an event, else 0");
    var views = GaugeSnapshot.builder()
        .name("persist_view_lag_events")
        .help("Events that the view has not folded yet");
    try {
      Readers.subscriptions(store).forEach((name, subscription) -> {
        var status = subscription.status();
        var labels = Labels.of("subscription", name);
        lag.dataPoint(point(labels, status.lag()));
        stopped.dataPoint(point(labels, status.stopped().isPresent() ? 1 : 0));
      });
      Readers.views(store, "")
          .forEach(view -> views.dataPoint(
              point(Labels.of("view", view.name(), "version", "" + view.version(), "stream", view.stream()),
                  view.lag())));
    } catch (StoreException away) {
      return MetricSnapshots.of(); // what was counted so far would look like all there is
    }
    return MetricSnapshots.of(lag.build(), stopped.build(), views.build());
  }

  private static GaugeDataPointSnapshot point(Labels labels, long value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }
}
