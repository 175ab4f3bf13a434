package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Persist;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The views that the inspector shows. */
class ViewTest extends AppTest {
  private Persist store;

  @BeforeEach
  void append() {
    store = app.injector.getInstance(Persist.class);
    for (var stream : List.of("s", "s", "t")) {
      store.log().append(stream, "x", Instant.EPOCH, 1);
    }
  }

  @Test
  void views_come_stream_by_stream_with_their_lag() throws Exception {
    view("count", 1, "s");
    view("count", 2, "s");
    view("count", 1, "t");
    store.log().append("s", "x", Instant.EPOCH, 1);
    var first = "{\"views\":[{\"name\":\"count\",\"version\":1,\"stream\":\"s\",\"seq\":2,\"lag\":1},"
        + "{\"name\":\"count\",\"version\":2,\"stream\":\"s\",\"seq\":2,\"lag\":1}],\"next\":\"s\"}";
    assertThat(app.get("/api/views?limit=1").body()).isEqualTo(first);
    assertThat(app.get("/api/views?limit=1&after=s").body()).isEqualTo(
        "{\"views\":[{\"name\":\"count\",\"version\":1,\"stream\":\"t\",\"seq\":1,\"lag\":0}],\"next\":null}");
    assertThat(json(app.get("/api/views")).get("views")).hasSize(3);
    assertThat(app.get("/api/views?after=t").body()).isEqualTo("{\"views\":[],\"next\":null}");
  }

  private void view(String name, int version, String stream) {
    store.snapshots(name, version, new Projection<>(0, (count, event) -> count + 1), Codec.of(Integer.class))
        .view(stream)
        .refresh();
  }
}
