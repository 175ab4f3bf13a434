package dev.persist.benchmarks;

import dev.persist.Persist;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** How long each page of the demo app takes in a large store, and how large it is, first and later. */
final class Pages {
  private static final int ORDERS = Main.QUICK ? 1_000 : 60_000;
  private static final int RESOURCES = Main.QUICK ? 1_000 : 50_000;
  private static final int OCCURRENCES = Main.QUICK ? 100 : 5_000;
  private static final int SLICES = 64;
  private static final int TIMES = 200;
  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"");

  private Pages() {}

  static void run() throws Exception {
    try (var directory = TemporaryDirectory.create();
        var report = new Report("pages", "page", "median, ms", "99 %, ms", "first, KB", "later, KB")) {
      var url = "rocksdb:" + directory.path().resolve("store");
      fill(url);
      try (var app = DemoApp.start(url)) {
        for (var path : paths()) {
          measure(app, path, report);
        }
      }
    }
  }

  private static List<String> paths() {
    var order = Ledger.idOf("key " + ORDERS / 2);
    return List.of("/", "/access", "/access/doc-" + RESOURCES / 2, "/people/user-7", "/bookings",
        "/bookings/occurrence-" + OCCURRENCES / 2, "/orders", "/orders/" + order, "/inspect", "/inspect?type=paid",
        "/inspect?type=none",
        "/inspect/streams", "/inspect/streams/order%2F" + order, "/inspect/streams/ledger",
        "/inspect/streams/ledger?seq=" + Math.min(4_000, 4 * ORDERS), "/inspect/keys", "/inspect/views",
        "/inspect/subscriptions");
  }

  /** With the links into the streams of all orders, and of each customer and principal, and into the order of all, a million events. */
  private static void fill(String url) throws Exception {
    try (var store = Persist.open(url)) {
      var ledger = new Ledger(store);
      var acl = new AccessControl(store);
      var bookings = new Bookings(store);
      each(ORDERS, i -> {
        var key = "key " + i;
        var id = Ledger.idOf(key);
        ledger.place(key, "user-" + i % 1_000, "GBP", List.of(new Line("tea", 2, 450)), Instant.EPOCH);
        ledger.stocked(id, new Reserved(), Instant.EPOCH);
        ledger.pay(id, "paid", new Paid(ledger.order(id).value().orElseThrow().total(), "bank", key), Instant.EPOCH);
        ledger.fulfil(id, "sent", Instant.EPOCH);
      });
      each(RESOURCES, i -> acl.grant("doc-" + i, new Granted("user-" + i % 1_000, "admin", "fills a store"),
          Instant.EPOCH));
      each(OCCURRENCES, i -> {
        bookings.open("occurrence-" + i, "Number " + i, 20, Instant.EPOCH);
        for (var actor = 0; actor < 12; actor++) {
          bookings.book("occurrence-" + i, "user-" + actor, Instant.EPOCH);
        }
      });
    }
  }

  private static void each(int count, IntConsumer what) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var slices = IntStream.range(0, SLICES).mapToObj(first -> threads.submit(() -> {
        for (var i = first; i < count; i += SLICES) {
          what.accept(i);
        }
      })).toList();
      for (var slice : slices) {
        slice.get();
      }
    }
  }

  private static void measure(DemoApp app, String path, Report report) throws IOException {
    var page = app.address().resolve(path);
    var millis = new double[TIMES];
    var html = new byte[0];
    try (var connection = KeptAlive.to(app.address().getPort())) {
      for (var i = -TIMES; i < TIMES; i++) { // as often to warm up
        var begun = System.nanoTime();
        html = connection.read(page, app.token());
        millis[Math.max(0, i)] = (System.nanoTime() - begun) / 1e6;
      }
      Arrays.sort(millis);
      var first = html.length;
      for (var asset : assets(html)) {
        first += connection.read(page.resolve(asset), app.token()).length;
      }
      report.row("`" + path.replace(Ledger.idOf("key " + ORDERS / 2), "ID") + "`", Main.rounded(millis[TIMES / 2]),
          Main.rounded(millis[TIMES * 99 / 100]), Main.rounded(first / 1e3), Main.rounded(html.length / 1e3));
    }
  }

  private static Set<URI> assets(byte[] html) {
    var assets = new LinkedHashSet<URI>();
    var found = ASSET.matcher(new String(html, StandardCharsets.UTF_8));
    while (found.find()) {
      assets.add(URI.create(found.group(1)));
    }
    return assets;
  }
}
