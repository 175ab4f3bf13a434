package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import dev.persist.app.web.Exposure;
import dev.persist.app.web.Gate;
import dev.persist.app.web.Routes;
import dev.persist.app.web.WebModule;
import dev.persist.app.web.WebServer;
import dev.persist.app.web.WebSettings;
import io.javalin.config.RoutesConfig;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Which callers each route lets in: a status for each route that the server has, and each caller. */
class PermissionTest {
  /** The columns of the matrix. What a route is about belongs to the owner: the order, the booking, the resource. */
  private enum Who {
    ANONYMOUS, OTHER, OWNER, CLERK, ADMIN
  }

  private static final String MATRIX = """
      GET / 200 200 200 200 200
      GET /assets/{asset} 200 200 200 200 200
      GET /source/<path> 200 200 200 200 200
      GET /sign-in 200 200 200 200 200
      POST /sign-in 303 303 303 303 303
      POST /sign-out 401 303 303 303 303
      GET /access 401 200 200 200 200
      GET /access/{resource} 401 403 200 403 200
      POST /access/{resource}/grants 401 403 303 403 303
      POST /access/{resource}/revocations 401 403 303 403 303
      GET /people/{person} 401 403 200 403 200
      POST /people/{person}/offboarding 401 403 403 403 303
      GET /bookings 401 200 200 200 200
      POST /bookings 401 403 403 403 303
      GET /bookings/{id} 401 200 200 200 200
      POST /bookings/{id} 401 303 303 303 303
      GET /bookings/{id}/live 401 200 200 200 200
      GET /orders/{id}/live 401 403 200 200 200
      POST /orders/{id}/webhook 401 403 303 303 303
      POST /shop 401 403 403 403 303
      GET /live 401 200 200 200 200
      POST /reset 401 403 403 403 200
      GET /orders 401 200 200 200 200
      POST /orders 401 303 303 303 303
      GET /orders/{id} 401 403 200 200 200
      POST /orders/{id} 401 403 403 303 303
      GET /tour 401 200 200 200 200
      GET /tour/{example} 401 200 200 200 200
      POST /tour/{example} 401 303 303 303 303
      GET /lab 401 200 200 200 200
      GET /lab/{experiment} 401 200 200 200 200
      POST /lab/{experiment} 401 303 303 303 303
      GET /lab/{experiment}/live 401 200 200 200 200
      GET /workshop 401 200 200 200 200
      GET /inspect 401 403 403 403 200
      GET /inspect/live 401 403 403 403 200
      GET /inspect/streams 401 403 403 403 200
      GET /inspect/streams/{name} 401 403 403 403 200
      GET /inspect/lanes 401 403 403 403 200
      GET /inspect/keys 401 403 403 403 200
      GET /inspect/views 401 403 403 403 200
      GET /inspect/subscriptions 401 403 403 403 200
      POST /inspect/subscriptions/{name} 401 403 403 403 303
      GET /api 200 200 200 200 200
      GET /openapi.json 200 200 200 200 200
      GET /api/health 200 200 200 200 200
      GET /api/health/live 200 200 200 200 200
      GET /api/health/ready 200 200 200 200 200
      POST /api/session 201 201 201 201 201
      GET /api/session 401 200 200 200 200
      DELETE /api/session 401 204 204 204 204
      PUT /api/password 401 204 204 204 204
      POST /api/acl/{resource}/grants 401 403 201 403 201
      DELETE /api/acl/{resource}/grants/{principal} 401 403 200 403 200
      GET /api/acl/{resource} 401 403 200 403 200
      GET /api/acl/{resource}/can/{principal} 401 403 200 403 200
      GET /api/acl/{resource}/why/{principal} 401 403 200 403 200
      GET /api/acl/{resource}/who 401 403 200 403 200
      GET /api/acl/{resource}/audit 401 403 200 403 200
      GET /api/principals/{principal}/access 401 403 200 403 200
      DELETE /api/principals/{principal}/access 401 403 403 403 200
      PUT /api/occurrences/{id} 401 403 403 403 200
      GET /api/occurrences/{id} 401 200 200 200 200
      POST /api/occurrences/{id}/bookings 401 403 201 403 201
      DELETE /api/occurrences/{id}/bookings/{actor} 401 403 200 403 200
      POST /api/occurrences/{id}/waiting 401 403 201 403 201
      POST /api/occurrences/{id}/holds 401 403 201 403 201
      DELETE /api/occurrences/{id}/holds/{actor} 401 403 200 403 200
      POST /api/orders 401 403 201 403 201
      GET /api/orders 401 200 200 200 200
      GET /api/orders/{id} 401 403 200 200 200
      POST /api/orders/{id}/payments 201 201 201 201 201
      POST /api/orders/{id}/fulfilment 401 403 403 201 201
      POST /api/orders/{id}/refunds 401 403 403 201 201
      PUT /api/orders/{id}/invoice 401 403 403 201 201
      GET /api/orders/{id}/invoice 401 403 200 200 200
      GET /api/ledger 401 403 403 200 200
      GET /api/ledger/reconciliation 401 403 403 403 200
      GET /api/streams 401 403 403 403 200
      GET /api/streams/{name}/events 401 403 403 403 200
      GET /api/streams/{name}/state 401 403 403 403 200
      GET /api/streams/{name}/diff 401 403 403 403 200
      GET /api/global 401 403 403 403 200
      GET /api/live 401 403 403 403 200
      GET /api/kv 401 403 403 403 200
      GET /api/views 401 403 403 403 200
      GET /api/subscriptions 401 403 403 403 200
      POST /api/subscriptions/{name}/pause 401 403 403 403 200
      POST /api/subscriptions/{name}/resume 401 403 403 403 200
      POST /api/subscriptions/{name}/skip 401 403 403 403 200
      POST /api/subscriptions/{name}/reset 401 403 403 403 200
      POST /api/backups 401 403 403 403 201
      POST /store 401 401 401 401 401
      """; // whoever knows the secret signs a payment; the store has a token of its own

  private static final Map<String, String> RULES = MATRIX.lines()
      .map(line -> line.split(" ", 3))
      .collect(Collectors.toMap(parts -> parts[0] + " " + parts[1], parts -> parts[2]));

  @TempDir private static Path directory;

  private static TestApp app;

  private int cell;

  @BeforeAll
  static void start() {
    var config = Config.of(List.of("--port", "0", "--url", "rocksdb:" + directory.resolve("store"), "--blobs",
        "file:" + directory.resolve("blobs"), "--backups", directory.resolve("backups").toString(), "--store-token",
        "t"), Map.of());
    app = new TestApp(config, new StoreModule(config));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void every_route_has_a_rule_here() {
    assertThat(app.routes()).containsExactlyInAnyOrderElementsOf(RULES.keySet());
  }

  @TestFactory
  Stream<DynamicTest> each_caller_gets_the_status_of_the_matrix() {
    return app.injector.getInstance(WebServer.class)
        .routes()
        .stream()
        .map(route -> dynamicTest(route, () -> {
          var statuses = new ArrayList<String>();
          for (var who : Who.values()) {
            statuses.add("" + status(route, who));
          }
          assertThat(String.join(" ", statuses)).isEqualTo(RULES.get(route.replaceFirst("HEAD", "GET")));
        }));
  }

  /** Makes what the route is about anew, and returns the status of the request by {@code who}. */
  private int status(String route, Who who) throws Exception {
    var owner = "owner" + ++cell;
    var user = who == Who.OWNER ? owner : who + "-" + cell;
    app.account(owner);
    app.account(user);
    app.grant("acl:" + owner, owner);
    if (who == Who.CLERK || who == Who.ADMIN) {
      app.grant(who == Who.CLERK ? "app:orders" : "app:admin", user);
    }
    var request = Stream.of(EveryRoute.values())
        .filter(each -> each.route.equals(route.replaceFirst("HEAD", "GET")))
        .findFirst();
    if (request.isPresent()) {
      request.get().prepare(app, owner);
    }
    var token = who == Who.ANONYMOUS ? "none" : app.token(user);
    try (var nobody = app.client.signedOut(); var client = who == Who.ANONYMOUS ? nobody : nobody.as(token)) {
      var before = app.contents();
      var method = route.substring(0, route.indexOf(' '));
      var answer = request.isEmpty()
          ? client.call(method, route.substring(method.length() + 1), "")
          : request.get().callAs(client, token, method, app, owner);
      if (answer.statusCode() >= 400) {
        assertThat(app.contents()).isEqualTo(before);
      }
      return answer.statusCode();
    }
  }

  /** Declares nothing about who may call it. */
  private static final class Undeclared implements Routes {
    @Inject
    Undeclared() {}

    @Override
    public void register(RoutesConfig routes) {
      routes.get("/api/open", ctx -> ctx.result("for everybody"));
    }
  }

  @Test
  void a_server_with_a_route_that_declares_nothing_does_not_start() {
    var injector = Guice.createInjector(
        new WebModule(new WebSettings(Exposure.LOCAL, 0, List.of("secret"), false), List.of(Undeclared.class)),
        binder -> binder.bind(Gate.class).toInstance((ctx, permission) -> {}));
    assertThatIllegalStateException().isThrownBy(() -> {
      try {
        injector.getInstance(WebServer.class);
      } catch (ProvisionException e) {
        throw e.getCause();
      }
    }).withMessageContaining("GET /api/open");
  }
}
