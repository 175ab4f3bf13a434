package dev.persist.app.web;

import com.google.common.net.InetAddresses;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.event.HandlerMetaInfo;
import io.javalin.http.HandlerType;
import io.javalin.http.RequestLogger;
import io.javalin.json.JavalinJackson3;
import io.javalin.security.RouteRole;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** The HTTP server: the routes of every feature on one address, with a virtual thread for each request. */
public final class WebServer implements AutoCloseable {
  private static final long MAX_BODY = 1 << 20;
  private static final long STOP_MILLIS = 10_000;
  /** A path parameter may contain an encoded slash, percent sign or backslash. */
  private static final Set<Violation> ENCODED_IN_PATH = EnumSet.of(
      Violation.AMBIGUOUS_PATH_SEPARATOR, Violation.AMBIGUOUS_PATH_ENCODING, Violation.SUSPICIOUS_PATH_CHARACTERS);

  private final WebSettings settings;
  private final Gate gate;
  private final FrontDoor frontDoor;
  private final Javalin javalin;

  @Inject
  WebServer(WebSettings settings, Gate gate, FrontDoor frontDoor, EventStreams streams, Templates templates,
      Set<Routes> features, Set<RequestLogger> loggers) {
    this.settings = settings;
    this.gate = gate;
    this.frontDoor = frontDoor;
    var requests = new GracefulHandler();
    var lingering = new LingeringClose();
    this.javalin = Javalin.create(config -> {
      configure(config, features, loggers);
      config.appData(Templates.KEY, templates);
      config.jetty.modifyServer(server -> {
        server.insertHandler(requests);
        server.insertHandler(new LoggedRequests());
        server.insertHandler(lingering);
      });
      config.events.serverStopping(() -> {
        lingering.hurry();
        var unused = requests.shutdown(); // Jetty would close its port first, and then answer what comes as ever
        streams.close();
      });
    });
  }

  /**
   * Starts listening and returns the address, such as {@code http://127.0.0.1:7070}.
   *
   * @throws io.javalin.util.JavalinBindException if the port is taken, or if the machine does not have the address
   */
  public String start() {
    var host = settings.exposure().host();
    var port = javalin.start(host.getHostAddress(), settings.port()).port();
    return "http://" + InetAddresses.toUriString(host) + ":" + port;
  }

  /** Returns the routes that it has, such as {@code GET /api/orders}, also those for HEAD. */
  public List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers()
        .stream()
        .map(it -> it.endpoint)
        .filter(it -> it.method.isHttpMethod())
        .map(it -> it.method.name() + " " + it.path)
        .toList();
  }

  /**
   * Refuses new connections, and new requests on open connections with 503. Ends all {@link EventStreams}, lets the other
   * requests under way finish, then returns: what they use may then be closed. Throws if some were still running after
   * 10 s; the server is stopped nevertheless. Closing twice is allowed.
   */
  @Override
  public void close() {
    javalin.stop();
  }

  private void configure(JavalinConfig config, Set<Routes> features, Set<RequestLogger> loggers) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = MAX_BODY;
    config.http.prefer405over404 = true;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.concurrency.useVirtualThreads = true;
    config.jetty.threadPool = new VirtualThreadPool(0); // no limit; unlike Javalin's own it keeps the JVM alive
    config.jsonMapper(new JavalinJackson3(Bodies.MAPPER, true));
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(STOP_MILLIS);
          server.setErrorHandler(new ProtocolErrors());
        });
    config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new ProtocolErrors()));
    config.jetty.modifyHttpConfiguration(http -> http.setUriCompliance(UriCompliance.from(ENCODED_IN_PATH)));
    config.events.handlerAdded(added -> {
      if (added.getHttpMethod().isHttpMethod()) {
        permission(added.getRoles(), added.getHttpMethod().name() + " " + added.getPath());
      }
      headLikeGet(config, added);
    });
    config.requestLogger.http((ctx, millis) -> {
      for (var logger : loggers) {
        logger.handle(ctx, millis);
      }
    });
    config.routes.before(frontDoor);
    config.routes.beforeMatched(ctx -> gate.require(ctx, permission(ctx.routeRoles(), ctx.path())));
    config.routes.after(new ReadConditions());
    Errors.register(config);
    features.forEach(feature -> feature.register(config.routes));
  }

  /**
   * Returns what a route declares.
   *
   * @throws IllegalStateException when it does not declare exactly one permission
   */
  private static Permission permission(Set<RouteRole> declared, String route) {
    if (declared.size() == 1 && declared.iterator().next() instanceof Permission permission) {
      return permission;
    }
    throw new IllegalStateException("the route " + route + " declares " + declared + "; give it one Permission");
  }

  /** Makes HEAD ask the handler of a GET path; Javalin would answer 200 without asking it. */
  private static void headLikeGet(JavalinConfig config, HandlerMetaInfo added) {
    if (added.getHttpMethod().equals(HandlerType.GET)) {
      config.routes.head(added.getPath(), added.getHandler(), added.getRoles().toArray(RouteRole[]::new));
    }
  }
}
