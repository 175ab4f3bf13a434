package dev.persist.app.operation;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.persist.app.web.Routes;
import dev.persist.spi.Observer;
import io.javalin.http.RequestLogger;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds what tells an operator how the app does. */
public final class OperationModule extends AbstractModule {
  /** The features to serve. */
  public static final List<Class<? extends Routes>> FEATURES = List.of(HealthRoutes.class, BackupRoutes.class);

  private static final Logger LOG = LoggerFactory.getLogger("dev.persist.app");

  private final OperationSettings settings;

  /** Watches what {@code settings} name. */
  public OperationModule(OperationSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    binder().requireAtInjectOnConstructors();
    bind(OperationSettings.class).toInstance(settings);
    Multibinder.newSetBinder(binder(), RequestLogger.class).addBinding().to(RequestMetrics.class);
    bind(Readiness.class).in(Singleton.class);
    bind(MetricsServer.class).in(Singleton.class);
  }

  @Provides
  @Singleton
  MeterRegistry registry() {
    return settings.metricsPort().isPresent()
        ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
        : new CompositeMeterRegistry(); // of none: nothing is measured
  }

  @Provides
  @Singleton
  Observer observer(MeterRegistry registry) {
    var meters = settings.metricsPort().isPresent() ? new Meters(registry) : Observer.NONE;
    return settings.hasTraces() ? meters.and(traces()) : meters;
  }

  private static Traces traces() {
    if (!GlobalOpenTelemetry.isSet()) {
      LOG.warn("traces are on, but no OpenTelemetry agent runs with the app; start it with "
          + "JAVA_OPTS=-javaagent:opentelemetry-javaagent.jar");
    }
    return new Traces(GlobalOpenTelemetry.getOrNoop());
  }
}
