package dev.persist.app;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.util.Modules;
import dev.persist.Entry;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.api.Api;
import dev.persist.app.inspect.GlobalOrder;
import dev.persist.app.inspect.Inspector;
import dev.persist.app.lab.Lab;
import dev.persist.app.operation.MetricsServer;
import dev.persist.app.operation.OperationModule;
import dev.persist.app.operation.Readiness;
import dev.persist.app.pages.Pages;
import dev.persist.app.signin.FirstUsers;
import dev.persist.app.signin.SessionRoutes;
import dev.persist.app.signin.SignInModule;
import dev.persist.app.tour.Tours;
import dev.persist.app.web.Routes;
import dev.persist.app.web.WebModule;
import dev.persist.app.web.WebServer;
import dev.persist.app.web.WebSettings;
import dev.persist.app.world.Reset;
import dev.persist.app.world.Shop;
import dev.persist.app.world.World;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The app: wires it, starts it, and stops it when the process is told to. */
final class App {
  static final List<Class<? extends Routes>> FEATURES = Stream.of(
      List.of(StoreRoutes.class, SessionRoutes.class), Pages.FEATURES, OperationModule.FEATURES, Api.FEATURES,
      Inspector.FEATURES)
      .flatMap(List::stream)
      .toList();

  private static final Logger LOG = LoggerFactory.getLogger("dev.persist.app");

  private final Config config;
  private final Injector injector;
  private final WebServer server;
  private final Thread end = new Thread(this::drainAndStop);
  private volatile boolean listening;

  private App(Config config, WebSettings web) {
    this.config = config;
    this.injector = Guice.createInjector(modules(config, web, new StoreModule(config)));
    this.server = injector.getInstance(WebServer.class);
  }

  /** Returns what the app is made of, on what {@code store} binds. */
  static Module modules(Config config, WebSettings web, Module store) {
    return Modules.combine(
        store,
        new DomainModule(),
        new SignInModule(),
        new OperationModule(config.operation()),
        new WebModule(web, FEATURES));
  }

  /**
   * Runs the app until the process is told to stop.
   *
   * @throws StoreException when the store or the blob store cannot be opened, or when it cannot listen on a port
   */
  static int run(Config config) throws InterruptedException {
    // Guice would generate bytecode through sun.misc.Unsafe, which JDK 25 warns about.
    System.setProperty("guice_bytecode_gen_option", "DISABLED");
    try {
      var web = config.web();
      for (var kept = List.<Entry<Json>>of(); true;) {
        var app = new App(config, web);
        web = web.onPort(app.start(kept));
        var reset = app.injector.getInstance(Reset.class);
        reset.await(); // or the process ends
        LOG.info("the conference is made again");
        kept = reset.kept();
        Runtime.getRuntime().removeShutdownHook(app.end);
        app.stop();
        StoreModule.remove(config.persistUrl());
      }
    } catch (ProvisionException e) {
      throw e.getCause() instanceof StoreException fault ? fault : e;
    }
  }

  /** Starts it on a store that is new since a reset, which left {@code kept}, if that is not empty. Returns its port. */
  private int start(List<Entry<Json>> kept) {
    Runtime.getRuntime().addShutdownHook(end);
    injector.getInstance(GlobalOrder.class).build();
    var metered = injector.getInstance(MetricsServer.class).start();
    var passwords = people(kept);
    if (config.isDemo() && !config.isEmpty()) {
      injector.getInstance(World.class).make(injector.getInstance(InstantSource.class).instant());
      injector.getInstance(Reset.class).offer(() -> StoreModule.isRemovable(config.persistUrl()));
    }
    injector.getInstance(Shop.class).begin();
    try {
      var address = server.start();
      System.out.println("listening on " + address);
      listening = true;
      passwords
          .forEach((user, password) -> System.out.println("sign in as " + user + " with the password " + password));
      metered.ifPresent(url -> System.out.println("metrics at " + url));
      return URI.create(address).getPort();
    } catch (JavalinBindException e) {
      throw new StoreException.Unavailable(
          "cannot listen on port " + config.port() + " of " + config.exposure().host().getHostAddress()
              + ": it is taken or not permitted, or this machine does not have the address; choose others with --port and --host",
          e);
    }
  }

  private Map<String, String> people(List<Entry<Json>> kept) {
    var users = injector.getInstance(FirstUsers.class);
    if (kept.isEmpty()) {
      return users.make(config.adminPassword(), config.isDemo());
    }
    injector.getInstance(Reset.class).keep(kept);
    users.permitAdmin();
    return Map.of();
  }

  private void drainAndStop() {
    injector.getInstance(Readiness.class).stop();
    if (listening) {
      LockSupport.parkNanos(Duration.ofSeconds(config.drainSeconds()).toNanos());
    }
    stop();
  }

  private void stop() {
    try {
      server.close();
    } catch (JavalinException e) {
      LOG.error("the server did not stop in order; a request that runs for more than 10 seconds is cut off", e);
    } finally {
      injector.getInstance(MetricsServer.class).close();
      injector.getInstance(Tours.class).close();
      injector.getInstance(Lab.class).close();
      injector.getInstance(Shop.class).close();
      injector.getInstance(Persist.class).close();
    }
  }
}
