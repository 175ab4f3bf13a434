package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.flipkart.zjsonpatch.Jackson3JsonPatch;
import dev.persist.Persist;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The states that the inspector folds, and what changed between two. */
class StateTest extends AppTest {
  @Test
  void grants_are_folded_at_any_seq() throws Exception {
    app.grant("doc", "ann");
    app.grant("doc", "bob");
    app.delete("/api/acl/doc/grants/ann");
    assertThat(names(state("acl%2Fdoc", "?seq=0"))).isEmpty();
    assertThat(names(state("acl%2Fdoc", "?seq=1"))).containsExactly("ann");
    assertThat(names(state("acl%2Fdoc", "?seq=2"))).containsExactly("ann", "bob");
    assertThat(names(state("acl%2Fdoc", ""))).containsExactly("bob");
    var answer = app.get("/api/streams/acl%2Fdoc/state");
    assertThat(json(answer).get("seq").longValue()).isEqualTo(3);
    assertThat(answer.headers().firstValue("ETag")).hasValue("\"3\"");
    assertThat(names(state("acl-of%2Fbob", ""))).containsExactly("doc");
    assertThat(state("acl%2Fdoc", "").get("byName").get("bob").get("by").stringValue()).isEqualTo("admin");
  }

  private static List<String> names(JsonNode grants) {
    return List.copyOf(grants.get("byName").propertyNames());
  }

  @Test
  void an_occurrence_is_folded() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":2}");
    app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"ann\"}");
    assertThat(state("occurrence%2Fyoga", "").toString())
        .isEqualTo("{\"capacity\":2,\"holds\":{},\"seats\":{\"ann\":1},\"title\":\"Yoga\",\"waiting\":[]}");
    assertThat(difference("occurrence%2Fyoga", "").toString())
        .isEqualTo("[{\"op\":\"add\",\"path\":\"/seats/ann\",\"value\":1}]");
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":3}");
    assertThat(difference("occurrence%2Fyoga", "").toString())
        .isEqualTo("[{\"op\":\"replace\",\"fromValue\":2,\"path\":\"/capacity\",\"value\":3}]");
  }

  @Test
  void orders_and_the_ledger_are_folded() throws Exception {
    var order = app.place("k");
    app.pay(order, "p", TestApp.payment(900));
    assertThat(state("order%2F" + order, "?seq=0").isNull()).isTrue();
    assertThat(state("order%2F" + order, "?seq=1").get("order").get("status").stringValue()).isEqualTo("PLACED");
    assertThat(state("order%2F" + order, "").get("order").get("status").stringValue()).isEqualTo("PAID");
    assertThat(state("ledger", "?seq=1").get("orders").toString()).isEqualTo("{\"PLACED\":1}");
    assertThat(state("ledger", "").toString()).isEqualTo("{\"orders\":{\"PAID\":1},\"revenue\":{\"GBP\":900}}");
  }

  /** Whatever two states differ in: the patch makes one of the other. */
  @Test
  void a_difference_makes_the_second_state_of_the_first() throws Exception {
    var order = app.place("k");
    app.pay(order, "p", TestApp.payment(900));
    app.put("/api/orders/" + order + "/invoice", "an invoice");
    app.post("/api/orders/" + order + "/refunds", "r", "");
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":2}");
    for (var actor : List.of("ann", "bob")) {
      app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"" + actor + "\"}");
    }
    app.delete("/api/occurrences/yoga/bookings/ann");
    for (var stream : Map.of("order%2F" + order, 4, "occurrence%2Fyoga", 4, "ledger", 4).entrySet()) {
      var states = new ArrayList<JsonNode>();
      for (var seq = 0; seq <= stream.getValue(); seq++) {
        states.add(state(stream.getKey(), "?seq=" + seq));
      }
      for (var from = 0; from < states.size(); from++) {
        for (var to = 0; to < states.size(); to++) {
          var patch = difference(stream.getKey(), "?from=" + from + "&to=" + to);
          assertThat(Jackson3JsonPatch.apply(patch, states.get(from))).as(patch.toString()).isEqualTo(states.get(to));
          assertThat(patch.isEmpty()).isEqualTo(states.get(from).equals(states.get(to)));
        }
      }
    }
  }

  @Test
  void a_difference_is_of_the_last_event_unless_seqs_are_given() throws Exception {
    app.grant("doc", "ann");
    app.grant("doc", "bob");
    var answer = app.get("/api/streams/acl%2Fdoc/diff");
    assertThat(json(answer).get("from").longValue()).isEqualTo(1);
    assertThat(json(answer).get("to").longValue()).isEqualTo(2);
    assertThat(json(answer).get("patch").get(0).get("path").stringValue()).isEqualTo("/byName/bob");
    assertThat(answer.headers().firstValue("ETag")).hasValue("\"2\"");
    var back = difference("acl%2Fdoc", "?from=2&to=1");
    assertThat(back.get(0).get("op").stringValue()).isEqualTo("remove");
    assertThat(back.get(0).get("value").get("principal").stringValue()).isEqualTo("bob");
  }

  @Test
  void what_cannot_be_folded_says_why() throws Exception {
    var log = app.injector.getInstance(Persist.class).log();
    log.append("mine", "x", Instant.EPOCH, 1);
    refused(404, "mine", "the app folds no stream like mine, only acl/, acl-of/, occurrence/, order/, ledger");
    refused(404, "none", "there is no stream none");
    refused(404, "$global", "there is no stream");
    app.grant("doc", "ann");
    var beyond = app.get("/api/streams/acl%2Fdoc/state?seq=2");
    assertThat(beyond.statusCode()).isEqualTo(404);
    assertThat(json(beyond).get("detail").stringValue()).contains("ends at seq 1");
    assertThat(app.get("/api/streams/acl%2Fdoc/diff?from=0&to=2").statusCode()).isEqualTo(404);
    assertThat(app.get("/api/streams/acl%2Fdoc/state?seq=-1").statusCode()).isEqualTo(400);
    log.append("order/foreign", "x", Instant.EPOCH, 1);
    refused(409, "order%2Fforeign", "event 1 of");
    log.truncate("acl/doc", 1);
    refused(409, "acl%2Fdoc", "truncated");
  }

  private void refused(int status, String stream, String why) throws Exception {
    for (var path : List.of("/state", "/diff")) {
      var answer = app.get("/api/streams/" + stream + path);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(json(answer).get("detail").stringValue()).contains(why);
    }
  }

  private JsonNode state(String stream, String query) throws Exception {
    return json(app.get("/api/streams/" + stream + "/state" + query)).get("state");
  }

  private JsonNode difference(String stream, String query) throws Exception {
    return json(app.get("/api/streams/" + stream + "/diff" + query)).get("patch");
  }
}
