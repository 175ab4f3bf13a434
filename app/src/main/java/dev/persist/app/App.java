package dev.persist.app;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.api.Api;
import dev.persist.app.inspect.GlobalOrder;
import dev.persist.app.inspect.Inspector;
import dev.persist.app.operation.MetricsServer;
import dev.persist.app.operation.OperationModule;
import dev.persist.app.operation.Readiness;
import dev.persist.app.pages.Pages;
import dev.persist.app.signin.FirstUsers;
import dev.persist.app.signin.SessionRoutes;
import dev.persist.app.signin.SignInModule;
import dev.persist.app.web.Routes;
import dev.persist.app.web.WebModule;
import dev.persist.app.web.WebServer;
import dev.persist.app.world.Shop;
import dev.persist.app.world.World;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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

  private App() {}

  static Injector wire(Config config, Module store) {
    return Guice.createInjector(
        store,
        new DomainModule(),
        new SignInModule(),
        new OperationModule(config.operation()),
        new WebModule(config.web(), FEATURES));
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
      start(config);
    } catch (ProvisionException e) {
      throw e.getCause() instanceof StoreException fault ? fault : e;
    }
    new CountDownLatch(1).await(); // the end of the process ends this
    return 0;
  }

  private static void start(Config config) {
    var injector = wire(config, new StoreModule(config));
    var store = injector.getInstance(Persist.class);
    var server = injector.getInstance(WebServer.class);
    var metrics = injector.getInstance(MetricsServer.class);
    var readiness = injector.getInstance(Readiness.class);
    var shop = injector.getInstance(Shop.class);
    var listening = new AtomicBoolean();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      readiness.stop();
      if (listening.get()) {
        LockSupport.parkNanos(Duration.ofSeconds(config.drainSeconds()).toNanos());
      }
      stop(server, metrics, shop, store);
    }));
    injector.getInstance(GlobalOrder.class).build();
    var metered = metrics.start();
    var passwords = injector.getInstance(FirstUsers.class).make(config.adminPassword(), config.isDemo());
    if (config.isDemo() && !config.isEmpty()) {
      injector.getInstance(World.class).make(injector.getInstance(InstantSource.class).instant());
    }
    shop.begin();
    try {
      System.out.println("listening on " + server.start());
      listening.set(true);
      passwords
          .forEach((user, password) -> System.out.println("sign in as " + user + " with the password " + password));
    } catch (JavalinBindException e) {
      throw new StoreException.Unavailable(
          "cannot listen on port " + config.port() + " of " + config.exposure().host().getHostAddress()
              + ": it is taken or not permitted, or this machine does not have the address; choose others with --port and --host",
          e);
    }
    metered.ifPresent(url -> System.out.println("metrics at " + url));
  }

  private static void stop(WebServer server, MetricsServer metrics, Shop shop, Persist store) {
    try {
      server.close();
    } catch (JavalinException e) {
      LOG.error("the server did not stop in order; a request that runs for more than 10 seconds is cut off", e);
    } finally {
      metrics.close();
      shop.close();
      store.close();
    }
  }
}
