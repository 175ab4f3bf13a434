package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import dev.persist.app.web.Client;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which callers each route lets in. */
class PermissionTest {
  /** What the status is for nobody, a signed-in user, one who owns what the route is about, and an admin. */
  private enum Who {
    ANYONE("passes", "passes", "passes", "passes"), SIGNED_IN("401", "passes", "passes", "passes"), OWNER("401", "403",
        "passes", "passes"), ADMIN("401", "403", "403", "passes");

    private final String nobody;
    private final String other;
    private final String owner;
    private final String admin;

    Who(String nobody, String other, String owner, String admin) {
      this.nobody = nobody;
      this.other = other;
      this.owner = owner;
      this.admin = admin;
    }

    List<String> expected() {
      return List.of(nobody, other, owner, admin);
    }
  }

  private static final Map<String, Who> RULES = Map.ofEntries(
      Map.entry("GET /", Who.ANYONE),
      Map.entry("GET /page.css", Who.ANYONE),
      Map.entry("GET /page.js", Who.ANYONE),
      Map.entry("GET /api/health", Who.ANYONE),
      Map.entry("GET /api/health/live", Who.ANYONE),
      Map.entry("GET /api/health/ready", Who.ANYONE),
      Map.entry("POST /api/session", Who.ANYONE),
      Map.entry("GET /api/session", Who.SIGNED_IN),
      Map.entry("DELETE /api/session", Who.SIGNED_IN),
      Map.entry("PUT /api/password", Who.SIGNED_IN),
      Map.entry("POST /api/acl/{resource}/grants", Who.OWNER),
      Map.entry("DELETE /api/acl/{resource}/grants/{principal}", Who.OWNER),
      Map.entry("GET /api/acl/{resource}", Who.SIGNED_IN),
      Map.entry("GET /api/acl/{resource}/can/{principal}", Who.SIGNED_IN),
      Map.entry("GET /api/acl/{resource}/audit", Who.SIGNED_IN),
      Map.entry("PUT /api/occurrences/{id}", Who.ADMIN),
      Map.entry("GET /api/occurrences/{id}", Who.SIGNED_IN),
      Map.entry("POST /api/occurrences/{id}/bookings", Who.SIGNED_IN),
      Map.entry("DELETE /api/occurrences/{id}/bookings/{actor}", Who.OWNER),
      Map.entry("POST /api/orders", Who.SIGNED_IN),
      Map.entry("GET /api/orders", Who.SIGNED_IN),
      Map.entry("GET /api/orders/{id}", Who.SIGNED_IN),
      Map.entry("POST /api/orders/{id}/payments", Who.ANYONE), // who knows the secret signs it
      Map.entry("POST /api/orders/{id}/fulfilment", Who.OWNER),
      Map.entry("POST /api/orders/{id}/refunds", Who.OWNER),
      Map.entry("PUT /api/orders/{id}/invoice", Who.OWNER),
      Map.entry("GET /api/orders/{id}/invoice", Who.SIGNED_IN),
      Map.entry("GET /api/ledger", Who.SIGNED_IN),
      Map.entry("GET /api/streams", Who.ADMIN),
      Map.entry("GET /api/streams/{name}/events", Who.ADMIN));

  @TempDir private static Path directory;

  private static TestApp app;

  @BeforeAll
  static void start() {
    app = TestApp.inMemory(directory);
    app.account("other");
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void every_route_has_a_rule_here() {
    assertThat(EveryRoute.registered(app).stream().filter(route -> !route.startsWith("HEAD ")))
        .containsExactlyInAnyOrderElementsOf(RULES.keySet());
  }

  @ParameterizedTest
  @EnumSource
  void a_route_lets_in_whom_its_rule_names(EveryRoute route) throws Exception {
    var owner = "owner-" + route.name(); // and what it owns has the same name
    app.account(owner);
    for (var resource : List.of("acl:" + owner, "app:orders")) {
      app.post("/api/acl/" + resource + "/grants", "{\"principal\":\"" + owner + "\"}");
    }
    route.prepare(app, owner);
    var expected = RULES.get(route.route).expected();
    var statuses = new ArrayList<String>();
    try (var nobody = new Client(app.client.address());
        var other = nobody.as(app.token("other"));
        var owning = nobody.as(app.token(owner));
        var admin = nobody.as(app.token("admin"))) {
      for (var client : List.of(nobody, other, owning, admin)) {
        var before = app.contents();
        var status = route.callAs(client, app, owner).statusCode();
        statuses.add(status == 401 || status == 403 ? "" + status : "passes");
        if (!statuses.getLast().equals("passes")) {
          assertThat(app.contents()).isEqualTo(before);
        }
      }
    }
    assertThat(statuses).isEqualTo(expected);
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
        new WebModule(new WebSettings(0, List.of("secret"), false), List.of(Undeclared.class)),
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
