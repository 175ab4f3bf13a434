package dev.persist.app.web;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A feature as the app writes them: constructor injection, records in, records out. */
final class ExampleRoutes implements Routes {
  enum Currency { GBP, EUR }

  record Line(String sku, int quantity, long unitPrice) {
    Line {
      InvalidField.unless(!sku.isBlank(), "sku", "must not be blank");
      InvalidField.unless(quantity >= 1 && quantity <= 1000, "quantity", "must be 1 to 1000");
    }
  }

  record Order(
      String customer, Currency currency, List<Line> lines, @JsonSetter(nulls = Nulls.SET) @Nullable String note) {
    Order {
      InvalidField.unless(!lines.isEmpty(), "lines", "must not be empty");
    }
  }

  record Echo(String resource, String principal) {}

  record Flags(boolean on, double rate) {}

  /** Lets a test hold a request open. */
  @Singleton
  static final class Door {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    volatile boolean left;

    @Inject
    Door() {}

    void pass() {
      entered.countDown();
      try {
        leave.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final Door gate;
  private final EventStreams streams;
  private final Signature signature;

  @Inject
  ExampleRoutes(Door gate, EventStreams streams, Signature signature) {
    this.gate = gate;
    this.streams = streams;
    this.signature = signature;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post("/api/orders", ctx -> ctx.status(201).json(Bodies.read(ctx, Order.class)), Permission.ANYONE);
    routes.post("/api/flags", ctx -> ctx.json(Bodies.read(ctx, Flags.class)), Permission.ANYONE);
    routes.put("/api/orders/{id}", ctx -> ctx.status(201), Permission.ANYONE);
    routes.get("/api/orders/{id}", this::read, Permission.ANYONE);
    routes.get(
        "/api/page", ctx -> ctx.json(Map.of("limit", Params.limit(ctx), "q", Params.query(ctx, "q").orElse(""))),
        Permission.ANYONE);
    routes.get("/api/acl/{resource}", ctx -> ctx.json(new Echo(Params.path(ctx, "resource"), "")), Permission.ANYONE);
    routes.delete(
        "/api/acl/{resource}/grants/{principal}",
        ctx -> ctx.json(new Echo(Params.path(ctx, "resource"), Params.path(ctx, "principal"))), Permission.ANYONE);
    routes.post("/api/hook", ctx -> {
      signature.check(ctx);
      ctx.json(Bodies.read(ctx, Line.class));
    }, Permission.ANYONE);
    routes.get("/api/boom", ctx -> boom(), Permission.ANYONE);
    routes.get("/api/fatal", ctx -> fatal(), Permission.ANYONE);
    routes.get("/api/slow", this::slow, Permission.ANYONE);
    routes.sse("/api/events", this::events, Permission.ANYONE);
  }

  private void read(Context ctx) {
    if (!Params.path(ctx, "id").equals("o-1")) {
      throw Refusal.notFound("no such order");
    }
    ctx.header("ETag", "\"7\"");
    ctx.json(Map.of("id", "o-1", "thread", Thread.currentThread().isVirtual(), "name", "caf\u00e9 \ud83d\ude00"));
  }

  private void slow(Context ctx) {
    gate.pass();
    gate.left = true;
    ctx.result("done");
  }

  private void events(SseClient client) {
    client.keepAlive();
    if (client.ctx().queryParam("late") != null) {
      gate.pass();
    }
    var held = client.ctx().queryParam("held") != null;
    streams.add(client, held ? gate::pass : gate.ended::countDown);
    client.sendComment("open");
  }

  private static void boom() {
    throw new IllegalStateException("secret internals");
  }

  private static void fatal() {
    throw new StackOverflowError("secret internals");
  }
}
