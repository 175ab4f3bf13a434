package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.example.bookings.Bookings;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OccurrenceTest extends AppTest {
  private static final String YOGA = "/api/occurrences/yoga";

  @Test
  void opening_is_201_once_and_changing_is_200() throws Exception {
    assertThat(open(2).statusCode()).isEqualTo(201);
    var contents = app.contents();
    assertThat(open(2).statusCode()).isEqualTo(200);
    assertThat(app.contents()).isEqualTo(contents);
    var changed = open(3);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).isEqualTo(
        "{\"id\":\"yoga\",\"title\":\"Yoga\",\"capacity\":3,\"seatsLeft\":3,\"roster\":[],\"seq\":2}");
  }

  @Test
  void a_seat_is_booked_once_until_there_is_none_left() throws Exception {
    open(1);
    var booked = book("ann");
    assertThat(booked.statusCode()).isEqualTo(201);
    assertThat(booked.body()).isEqualTo("{\"status\":\"booked\",\"seat\":1,\"actor\":\"ann\"}");
    var again = book("ann");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo("{\"status\":\"already\",\"seat\":1,\"actor\":\"ann\"}");
    var full = book("bob");
    assertThat(full.statusCode()).isEqualTo(409);
    assertThat(json(full).get("detail").stringValue()).startsWith("full");
  }

  @Test
  void a_cancelled_seat_is_free_again() throws Exception {
    open(1);
    book("ann");
    var cancelled = app.delete(YOGA + "/bookings/ann");
    assertThat(cancelled.statusCode()).isEqualTo(200);
    assertThat(cancelled.body()).isEqualTo("{\"status\":\"cancelled\",\"seat\":1,\"actor\":\"ann\"}");
    assertThat(app.delete(YOGA + "/bookings/ann").statusCode()).isEqualTo(404);
    assertThat(book("bob").statusCode()).isEqualTo(201);
  }

  @Test
  void a_capacity_that_takes_a_booked_seat_away_is_409() throws Exception {
    open(2);
    book("ann");
    book("bob");
    var contents = app.contents();
    var refused = open(1);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(json(refused).get("expected").intValue()).isEqualTo(1);
    assertThat(json(refused).get("actual").intValue()).isEqualTo(2);
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void what_was_never_opened_is_404() throws Exception {
    var before = app.contents();
    assertThat(app.get(YOGA).statusCode()).isEqualTo(404);
    assertThat(book("ann").statusCode()).isEqualTo(404);
    assertThat(app.delete(YOGA + "/bookings/ann").statusCode()).isEqualTo(404);
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void the_roster_says_who_sits_where_and_carries_its_seq_as_etag() throws Exception {
    open(3);
    book("zoe");
    book("ann");
    var read = app.get(YOGA);
    assertThat(json(read).get("roster").toString())
        .isEqualTo("[{\"actor\":\"zoe\",\"seat\":1},{\"actor\":\"ann\",\"seat\":2}]");
    assertThat(json(read).get("seatsLeft").intValue()).isEqualTo(1);
    assertThat(read.headers().firstValue("ETag")).hasValue("\"3\"");
  }

  @Test
  void a_seat_that_is_held_is_not_left_until_the_hold_is_over() throws Exception {
    open(2);
    var bookings = app.injector.getInstance(Bookings.class);
    bookings.hold("yoga", "ann", Instant.EPOCH.plusSeconds(1), Instant.EPOCH);
    bookings.hold("yoga", "bob", Instant.parse("9999-01-01T00:00:00Z"), Instant.EPOCH);
    assertThat(json(app.get(YOGA)).get("seatsLeft").intValue()).isEqualTo(1);
    assertThat(book("cid").body()).isEqualTo("{\"status\":\"booked\",\"seat\":1,\"actor\":\"cid\"}");
    assertThat(book("ann").statusCode()).isEqualTo(409);
    assertThat(app.delete(YOGA + "/bookings/bob").body())
        .isEqualTo("{\"status\":\"released\",\"seat\":2,\"actor\":\"bob\"}");
    assertThat(json(app.get(YOGA)).get("seatsLeft").intValue()).isEqualTo(1);
  }

  @Test
  void who_waits_gets_the_seat_that_is_cancelled() throws Exception {
    open(1);
    book("ann");
    var bookings = app.injector.getInstance(Bookings.class);
    bookings.join("yoga", "bob", Instant.EPOCH);
    bookings.join("yoga", "cid", Instant.EPOCH);
    assertThat(app.delete(YOGA + "/bookings/cid").statusCode()).isEqualTo(200);
    app.delete(YOGA + "/bookings/ann");
    assertThat(json(app.get(YOGA)).get("roster").toString()).isEqualTo("[{\"actor\":\"bob\",\"seat\":1}]");
  }

  private HttpResponse<String> open(int capacity) throws Exception {
    return app.put(YOGA, "{\"title\":\"Yoga\",\"capacity\":" + capacity + "}");
  }

  private HttpResponse<String> book(String actor) throws Exception {
    return app.post(YOGA + "/bookings", "{\"actor\":\"" + actor + "\"}");
  }
}
