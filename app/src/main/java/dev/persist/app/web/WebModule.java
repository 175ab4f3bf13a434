package dev.persist.app.web;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import io.javalin.http.RequestLogger;
import java.time.InstantSource;
import java.util.List;

/** Binds the server, the features it serves and the clock they read. */
public final class WebModule extends AbstractModule {
  private final WebSettings settings;
  private final List<Class<? extends Routes>> features;

  /** Serves these features; each is made once, by its constructor. */
  public WebModule(WebSettings settings, List<Class<? extends Routes>> features) {
    this.settings = settings;
    this.features = List.copyOf(features);
  }

  @Override
  protected void configure() {
    binder().requireAtInjectOnConstructors();
    bind(WebSettings.class).toInstance(settings);
    bind(WebServer.class).in(Singleton.class);
    bind(EventStreams.class).in(Singleton.class);
    bind(Proxies.class).in(Singleton.class);
    bind(Templates.class).in(Singleton.class);
    bind(Limits.class).in(Singleton.class);
    bind(Signature.class).in(Singleton.class);
    bind(InstantSource.class).toInstance(InstantSource.system());
    var routes = Multibinder.newSetBinder(binder(), Routes.class);
    Multibinder.newSetBinder(binder(), RequestLogger.class); // other modules may add some
    features.forEach(feature -> routes.addBinding().to(feature).in(Singleton.class));
  }
}
