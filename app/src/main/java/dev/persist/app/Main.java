package dev.persist.app;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.api.Api;
import dev.persist.app.web.Routes;
import dev.persist.app.web.WebModule;
import dev.persist.app.web.WebServer;
import dev.persist.app.web.WebSettings;
import io.javalin.util.JavalinBindException;
import java.util.List;
import java.util.stream.Stream;

/** Starts the demo, and stops it when the process is told to. */
public final class Main {
  static final List<Class<? extends Routes>> FEATURES = Stream.of(
      List.of(PageRoutes.class, HealthRoutes.class, StoreRoutes.class), Api.FEATURES).flatMap(List::stream).toList();

  private Main() {}

  /** Runs the app until the process is told to stop. An error at start prints one line and exits with code 1. */
  public static void main(String[] args) {
    exitWithParent();
    if (List.of(args).equals(List.of("--help"))) {
      System.out.println(Config.USAGE);
      return;
    }
    try {
      start(Config.of(List.of(args), System.getenv()));
    } catch (IllegalArgumentException | StoreException e) {
      fail(e);
    } catch (ProvisionException e) {
      if (!(e.getCause() instanceof StoreException fault)) {
        throw e;
      }
      fail(fault);
    }
  }

  static Injector wire(Config config, Module store) {
    return Guice.createInjector(
        store,
        new DomainModule(),
        new WebModule(new WebSettings(config.port(), config.webhookSecret()), FEATURES));
  }

  private static void start(Config config) {
    var injector = wire(config, new StoreModule(config));
    var store = injector.getInstance(Persist.class);
    var server = injector.getInstance(WebServer.class);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, store)));
    try {
      System.out.println("listening on " + server.start());
    } catch (JavalinBindException e) {
      throw new IllegalArgumentException(
          "cannot listen on port " + config.port() + ": it is taken or not permitted; choose another with --port", e);
    }
  }

  private static void stop(WebServer server, Persist store) {
    try {
      server.close();
    } finally {
      store.close();
    }
  }

  private static void fail(RuntimeException why) {
    System.err.println(String.valueOf(why.getMessage()).replaceAll("\\R\\s*", " "));
    System.exit(1);
  }

  /** Stops the app when its parent stops, if it was started from Maven, which does not pass SIGTERM on. */
  private static void exitWithParent() {
    if (Boolean.getBoolean("exit.with.parent")) {
      ProcessHandle.current().parent().ifPresent(parent -> Thread.startVirtualThread(() -> {
        parent.onExit().join();
        System.exit(143);
      }));
    }
  }
}
