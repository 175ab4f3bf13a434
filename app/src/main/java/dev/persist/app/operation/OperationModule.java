package dev.persist.app.operation;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.persist.app.web.Routes;
import io.javalin.http.RequestLogger;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** Binds what tells an operator how the app does. */
public final class OperationModule extends AbstractModule {
  /** The features to serve. */
  public static final List<Class<? extends Routes>> FEATURES = List.of(HealthRoutes.class, BackupRoutes.class);

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
}
