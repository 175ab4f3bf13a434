package dev.persist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.log.Appended;
import dev.persist.log.Conflict;
import dev.persist.view.Projection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code in the README: compiled and run here, and held against the README's text. */
class ReadmeTest {
  private static final Instant now = Instant.EPOCH;

  @Test
  void the_code_in_the_readme_does_what_it_says() {
    // README begins
    var store = Persist.open("memory:"); // or "rocksdb:./data", or another engine

    var log = store.log();
    log.append("cart/7", "added", now, Map.of("sku", "tea", "quantity", 2));
    log.append("cart/7", "added", now, Map.of("sku", "cup", "quantity", 1));

    var items = new Projection<>(0, (sum, event) -> sum + event.data().tree().get("quantity").intValue());
    var cart = store.snapshots("items", 1, items, Codec.of(Integer.class)).view("cart/7");
    var seen = cart.refresh(); // value 3, as of seq 2; kept, so that cart.peek() has it without folding anything

    var said = switch (log.appendExpect("cart/7", seen.seq(), "ordered", now, Map.of())) {
      case Appended(var events) -> "ordered as event " + events.getFirst().seq();
      case Conflict(var expected, var actual) -> "the cart changed: look again from seq " + (expected + 1);
    };

    store.kv().update("orders", Json.of(0), count -> Json.of(count.as(Integer.class) + 1));
    // README ends
    assertThat(seen).isEqualTo(new Projection.State<>(3, 2)).isEqualTo(cart.peek());
    assertThat(said).isEqualTo("ordered as event 3");
    assertThat(store.kv().get("orders")).contains(Json.of(1));
    store.close();
  }

  @Test
  void the_readme_shows_this_code() throws Exception {
    var source = Files.readString(Path.of("src/test/java/dev/persist/ReadmeTest.java"));
    var shown = source.substring(source.indexOf("// README begins\n") + 17, source.indexOf("    // README ends"));
    assertThat(Files.readString(Path.of("../README.md"))).contains(shown.stripTrailing().stripIndent());
  }
}
