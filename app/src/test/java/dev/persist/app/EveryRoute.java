package dev.persist.app;

import dev.persist.Persist;
import dev.persist.app.operation.Readers;
import dev.persist.app.web.Client;
import dev.persist.app.world.Shop;
import dev.persist.example.ledger.Ledger;
import dev.persist.feed.Subscription;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request that each route of the app answers with success, and what it finds there. */
enum EveryRoute {
  INDEX("GET /"), ASSET("GET /assets/{asset}"), API(
      "GET /api"), DOCUMENT("GET /openapi.json"), SIGN_IN_PAGE("GET /sign-in"), SIGN_IN_FORM(
          "POST /sign-in", Optional.empty(), true,
          "user=admin&password=" + TestApp.PASSWORD.replace(' ', '+')), SIGN_OUT_FORM(
              "POST /sign-out") {
            @Override
            void prepare(TestApp app, String name) throws Exception {
              app.keep(name, app.token("admin"));
            }

            @Override
            HttpResponse<String> call(TestApp app, String name, String... headers) throws Exception {
              return super.call(app, name, with(headers, "Authorization", "Bearer " + app.kept(name)));
            }
          },
  SOURCE("GET /source/<path>"), ACCESS_PAGE("GET /access"), RESOURCE_PAGE("GET /access/{resource}"), GRANT_FORM(
      "POST /access/{resource}/grants",
      Optional.empty(), true, "person=bob"), REVOKE_FORM("POST /access/{resource}/revocations", Optional.empty(), true,
          "person=NAME") {
        @Override
        void prepare(TestApp app, String name) throws Exception {
          app.post("/api/acl/" + name + "/grants", "{\"principal\":\"" + name + "\"}");
        }
      },
  PERSON_PAGE("GET /people/{person}"), OFFBOARD_FORM("POST /people/{person}/offboarding") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.grant(name, name);
    }
  },
  BOOKINGS_PAGE(
      "GET /bookings"), OPEN_FORM("POST /bookings", Optional.empty(), true, "id=NAME&capacity=3"), BOOKING_PAGE(
          "GET /bookings/{id}") {
        @Override
        void prepare(TestApp app, String name) throws Exception {
          open(app, name);
        }
      },
  BOOKING_FORM("POST /bookings/{id}", Optional.empty(), true, "do=book") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      open(app, name);
    }
  },
  BOOKING_LIVE("GET /bookings/{id}/live"), ORDER_LIVE("GET /orders/{id}/live") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.place(name, name);
    }
  },
  WEBHOOK_FORM("POST /orders/{id}/webhook") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.place(name, name);
    }
  },
  HOME_LIVE("GET /live"), RESET_FORM("POST /reset"), SHOP_FORM("POST /shop", Optional.empty(), true, "do=open") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.injector.getInstance(Shop.class).open(false);
    }
  },
  ORDERS_PAGE("GET /orders"), ORDER_FORM("POST /orders", Optional.empty(), true,
      "sku=tea&quantity=1&price=4.50&key=NAME"), ORDER_PAGE("GET /orders/{id}") {
        @Override
        void prepare(TestApp app, String name) throws Exception {
          app.place(name, name);
        }
      },
  ORDER_ACT_FORM("POST /orders/{id}", Optional.empty(), true, "do=pay&key=NAME") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.place(name, name);
    }
  },
  TIMELINE_PAGE("GET /inspect"), TIMELINE_LIVE("GET /inspect/live"), STREAMS_PAGE("GET /inspect/streams"), LANES_PAGE(
      "GET /inspect/lanes"), KEYS_PAGE("GET /inspect/keys"), VIEWS_PAGE("GET /inspect/views"), SUBSCRIPTIONS_PAGE(
          "GET /inspect/subscriptions"), STEER_FORM("POST /inspect/subscriptions/{name}", Optional.empty(), true,
              "do=pause") {
            @Override
            void prepare(TestApp app, String name) throws Exception {
              subscribe(app, name, (event, commit) -> {});
            }
          },
  STREAM_PAGE("GET /inspect/streams/{name}") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.grant(name, "bob");
    }
  },
  TOURS_PAGE("GET /tour"), TOUR_PAGE("GET /tour/{example}"), TOUR_FORM("POST /tour/{example}", Optional.empty(), true,
      "do=again"), LABS_PAGE("GET /lab"), WORKSHOP_PAGE("GET /workshop"), LAB_PAGE("GET /lab/{experiment}"), LAB_LIVE(
          "GET /lab/{experiment}/live"), LAB_FORM("POST /lab/{experiment}", Optional.empty(), true,
              "engine=memory&racers=2&seats=1"), GRANT(
                  "POST /api/acl/{resource}/grants", "0",
                  "{\"principal\":\"bob\"}"), REVOKE("DELETE /api/acl/{resource}/grants/{principal}", "1", "") {
                    @Override
                    void prepare(TestApp app, String name) throws Exception {
                      app.post("/api/acl/" + name + "/grants", "{\"principal\":\"" + name + "\"}");
                    }
                  },
  GRANT_MANY("POST /api/acl/{resource}/grants", "0",
      "{\"grants\":[{\"principal\":\"bob\",\"until\":\"9999-01-01T00:00:00Z\"}]}"), WHO(
          "GET /api/acl/{resource}/who"), WHY("GET /api/acl/{resource}/why/{principal}"), ACCESS(
              "GET /api/principals/{principal}/access"), OFFBOARD("DELETE /api/principals/{principal}/access") {
                @Override
                void prepare(TestApp app, String name) throws Exception {
                  app.grant(name, name);
                }
              },
  GRANTS("GET /api/acl/{resource}", "0", ""), CAN("GET /api/acl/{resource}/can/{principal}"), AUDIT(
      "GET /api/acl/{resource}/audit"), OPEN("PUT /api/occurrences/{id}", "1", "{\"title\":\"Yoga\",\"capacity\":3}") {
        @Override
        void prepare(TestApp app, String name) throws Exception {
          open(app, name);
        }
      },
  OPEN_NEW("PUT /api/occurrences/{id}", "{\"title\":\"Yoga\",\"capacity\":3}"), OCCURRENCE("GET /api/occurrences/{id}",
      "1", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      open(app, name);
    }
  },
  BOOK("POST /api/occurrences/{id}/bookings", "1", "{\"actor\":\"NAME\"}") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      open(app, name);
    }
  },
  CANCEL("DELETE /api/occurrences/{id}/bookings/{actor}", "2", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      open(app, name);
      app.post("/api/occurrences/" + name + "/bookings", "{\"actor\":\"" + name + "\"}");
    }
  },
  JOIN("POST /api/occurrences/{id}/waiting", "1", "{\"actor\":\"NAME\"}") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      open(app, name);
    }
  },
  HOLD("POST /api/occurrences/{id}/holds", "1", "{\"actor\":\"NAME\",\"until\":\"9999-01-01T00:00:00Z\"}") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      open(app, name);
    }
  },
  RELEASE("DELETE /api/occurrences/{id}/holds/{actor}", "2", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      open(app, name);
      app.post("/api/occurrences/" + name + "/holds",
          "{\"actor\":\"" + name + "\",\"until\":\"9999-01-01T00:00:00Z\"}");
    }
  },
  ORDERS("GET /api/orders"), PLACE("POST /api/orders") {
    @Override
    HttpResponse<String> call(TestApp app, String name, String... headers) throws Exception {
      return app.client.call("POST", "/api/orders", TestApp.orderOf(name), with(headers, "Idempotency-Key", name));
    }
  },
  ORDER_READ("GET /api/orders/{id}", "1", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.place(name, name);
    }
  },
  PAY("POST /api/orders/{id}/payments", "1", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.place(name, name);
    }

    @Override
    HttpResponse<String> call(TestApp app, String name, String... headers) throws Exception {
      var id = Ledger.idOf(name);
      var body = TestApp.payment(900).replace("ORDER", id);
      return app.client.call("POST", "/api/orders/" + id + "/payments", body,
          with(headers, "Idempotency-Key", "p", "X-Signature", app.signature(body)));
    }
  },
  FULFIL("POST /api/orders/{id}/fulfilment", "2", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.pay(app.place(name, name), "p", TestApp.payment(900));
    }
  },
  REFUND("POST /api/orders/{id}/refunds", "2", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.pay(app.place(name, name), "p", TestApp.payment(900));
    }
  },
  REFUND_PART("POST /api/orders/{id}/refunds", "2", "{\"amount\":100,\"currency\":\"GBP\"}") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.pay(app.place(name, name), "p", TestApp.payment(900));
    }
  },
  ATTACH("PUT /api/orders/{id}/invoice", "2", "another invoice") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.put("/api/orders/" + app.place(name, name) + "/invoice", "an invoice");
    }
  },
  ATTACH_FIRST("PUT /api/orders/{id}/invoice", "an invoice") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.place(name, name);
    }
  },
  INVOICE("GET /api/orders/{id}/invoice", "2", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.put("/api/orders/" + app.place(name, name) + "/invoice", "an invoice");
    }
  },
  LEDGER("GET /api/ledger"), RECONCILE("GET /api/ledger/reconciliation"), STREAMS("GET /api/streams"), EVENTS(
      "GET /api/streams/{name}/events") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.post("/api/acl/" + name + "/grants", "{\"principal\":\"bob\"}");
    }
  },
  STATE("GET /api/streams/{name}/state", "1", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.post("/api/acl/" + name + "/grants", "{\"principal\":\"bob\"}");
    }
  },
  DIFFERENCE("GET /api/streams/{name}/diff", "1", "") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.post("/api/acl/" + name + "/grants", "{\"principal\":\"bob\"}");
    }
  },
  GLOBAL("GET /api/global"), LISTEN("GET /api/live"), VALUES("GET /api/kv"), VIEWS("GET /api/views"), SUBSCRIPTIONS(
      "GET /api/subscriptions"), PAUSE(
          "POST /api/subscriptions/{name}/pause") {
        @Override
        void prepare(TestApp app, String name) throws Exception {
          subscribe(app, name, (event, commit) -> {});
        }
      },
  RESUME("POST /api/subscriptions/{name}/resume") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      subscribe(app, name, (event, commit) -> {}).pause();
    }
  },
  SKIP("POST /api/subscriptions/{name}/skip") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      subscribe(app, name, (event, commit) -> {
        throw new IllegalStateException("poison");
      });
    }
  },
  RESET("POST /api/subscriptions/{name}/reset", Optional.empty(), true, "{\"stream\":\"acl/NAME\",\"seq\":0}") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      subscribe(app, name, (event, commit) -> {});
    }
  },
  HEALTH("GET /api/health"), LIVE("GET /api/health/live"), READY("GET /api/health/ready") {
    @Override
    void prepare(TestApp app, String name) {
      Readers.subscriptions(app.injector.getInstance(Persist.class)).values().forEach(Subscription::skip); // or it is not
    }
  },
  SIGN_IN(
      "POST /api/session") {
    @Override
    HttpResponse<String> call(TestApp app, String name, String... headers) throws Exception {
      return app.client.call("POST", "/api/session",
          "{\"user\":\"admin\",\"password\":\"" + TestApp.PASSWORD + "\"}", headers);
    }
  },
  SESSION("GET /api/session"), SIGN_OUT("DELETE /api/session") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.keep(name, app.token("admin"));
    }

    @Override
    HttpResponse<String> call(TestApp app, String name, String... headers) throws Exception {
      return app.client.call("DELETE", "/api/session", "",
          with(headers, "Authorization", "Bearer " + app.kept(name)));
    }
  },
  PASSWORD("PUT /api/password") {
    @Override
    void prepare(TestApp app, String name) throws Exception {
      app.account(name);
      app.keep(name, app.token(name));
    }

    @Override
    HttpResponse<String> call(TestApp app, String name, String... headers) throws Exception {
      return app.client.call("PUT", "/api/password",
          "{\"password\":\"" + TestApp.PASSWORD + "\",\"newPassword\":\"another one\"}",
          with(headers, "Authorization", "Bearer " + app.kept(name)));
    }
  };

  private static final String FORM = "application/x-www-form-urlencoded";

  final String route;
  /** Of what it is on; empty when it has none. */
  final Optional<String> tag;
  final boolean isThere;
  private final String body;

  /** On something without an entity tag. */
  EveryRoute(String route) {
    this(route, Optional.empty(), true, "");
  }

  /** On nothing yet. */
  EveryRoute(String route, String body) {
    this(route, Optional.empty(), false, body);
  }

  EveryRoute(String route, String seq, String body) {
    this(route, Optional.of("\"" + seq + '"'), true, body);
  }

  EveryRoute(String route, Optional<String> tag, boolean isThere, String body) {
    this.route = route;
    this.tag = tag;
    this.isThere = isThere;
    this.body = body;
  }

  String method() {
    return route.substring(0, route.indexOf(' '));
  }

  /** Returns whether its answer goes on until the caller leaves. */
  boolean isLive() {
    return route.endsWith("/live") && !route.contains("health");
  }

  boolean reads() {
    return method().equals("GET");
  }

  /** Returns whether it writes to the store of the app. A tour and an experiment write to one of their own. */
  boolean writes() {
    return !reads() && this != TOUR_FORM && this != LAB_FORM;
  }

  /** Makes what it is on, of {@code name}. */
  void prepare(TestApp app, String name) throws Exception {}

  /** Makes the request, on what was prepared. */
  HttpResponse<String> call(TestApp app, String name, String... headers) throws Exception {
    return send(app, method(), name, headers);
  }

  /** Makes the request, or that for HEAD, by {@code client}, whose session is that of {@code token}. */
  HttpResponse<String> callAs(Client client, String token, String method, TestApp app, String name) throws Exception {
    app.keep(name, token);
    var own = app.client;
    app.client = client;
    try {
      return method.equals("HEAD") ? send(app, method, name) : call(app, name);
    } finally {
      app.client = own;
    }
  }

  HttpResponse<String> send(TestApp app, String method, String name, String... headers) throws Exception {
    var path = route.substring(route.indexOf(' ') + 1);
    var id = path.matches("(/api)?/orders/[{]id[}].*") ? Ledger.idOf(name) : name;
    path = path.replace("{id}", id)
        .replaceAll("\\{(resource|principal|person|actor)}", name)
        .replace("{name}", "acl%2F" + name)
        .replace("{asset}", "app.css")
        .replace("{example}", "acl")
        .replace("{experiment}", "race")
        .replace("<path>", "app/src/main/java/dev/persist/app/pages/SourcePages.java");
    return app.client.call(method, path, body.replace("NAME", name), path.matches(".*/(fulfilment|refunds)")
        ? with(headers, "Idempotency-Key", "k")
        : isLive()
            ? with(headers, "Accept", "text/event-stream")
            : method.equals("POST") && !path.startsWith("/api") ? with(headers, "Content-Type", FORM) : headers);
  }

  private static void open(TestApp app, String name) throws Exception {
    app.put("/api/occurrences/" + name, "{\"title\":\"Yoga\",\"capacity\":2}");
  }

  /** Has subscription {@code acl/NAME} handle an event of the stream {@code acl/NAME}. */
  private static Subscription subscribe(TestApp app, String name, Subscription.EachEvent handler) throws Exception {
    app.post("/api/acl/" + name + "/grants", "{\"principal\":\"bob\"}");
    var subscription = app.injector.getInstance(Persist.class).subscription("acl/" + name, "acl/" + name);
    try (var runner = subscription.each(InstantSource.system(), handler)) {
      runner.catchUp();
    }
    return subscription;
  }

  private static String[] with(String[] headers, String... more) {
    var all = new ArrayList<>(List.of(headers));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
