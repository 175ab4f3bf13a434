package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.example.bookings.Bookings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OccurrenceTest extends AppTest {
  private static final String YOGA = "/api/occurrences/yoga";
  private static final String LATE = "9999-01-01T00:00:00Z";
  private static final Instant THEN = Instant.parse("2001-01-01T00:00:00Z");

  @Test
  void opening_is_201_once_and_changing_is_200() throws Exception {
    assertThat(open(2).statusCode()).isEqualTo(201);
    var contents = app.contents();
    assertThat(open(2).statusCode()).isEqualTo(200);
    assertThat(app.contents()).isEqualTo(contents);
    var changed = open(3);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).isEqualTo(
        "{\"id\":\"yoga\",\"title\":\"Yoga\",\"capacity\":3,\"seatsLeft\":3,\"taken\":[],\"roster\":[],"
            + "\"holds\":[],\"waiting\":[],\"seq\":2}");
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
    assertThat(join("ann").statusCode()).isEqualTo(404);
    assertThat(hold("ann", LATE).statusCode()).isEqualTo(404);
    assertThat(app.delete(YOGA + "/holds/ann").statusCode()).isEqualTo(404);
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
  void who_joins_has_a_seat_or_else_a_place_on_the_list() throws Exception {
    open(1);
    var seat = join("ann");
    assertThat(seat.statusCode()).isEqualTo(201);
    assertThat(seat.body()).isEqualTo("{\"status\":\"booked\",\"seat\":1,\"actor\":\"ann\"}");
    assertThat(join("ann").body()).isEqualTo("{\"status\":\"already\",\"seat\":1,\"actor\":\"ann\"}");
    join("bob");
    var place = join("cid");
    assertThat(place.statusCode()).isEqualTo(202);
    assertThat(place.body()).isEqualTo("{\"status\":\"waiting\",\"place\":2,\"actor\":\"cid\"}");
    var contents = app.contents();
    var again = join("cid");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(place.body());
    assertThat(app.contents()).isEqualTo(contents);
    assertThat(json(app.get(YOGA)).get("waiting").toString())
        .isEqualTo("[{\"actor\":\"bob\",\"place\":1},{\"actor\":\"cid\",\"place\":2}]");
  }

  @Test
  void who_waits_gets_the_seat_that_is_cancelled() throws Exception {
    open(1);
    book("ann");
    join("bob");
    join("cid");
    assertThat(app.delete(YOGA + "/bookings/cid").body()).contains("\"status\":\"left\"");
    app.delete(YOGA + "/bookings/ann");
    assertThat(json(app.get(YOGA)).get("roster").toString()).isEqualTo("[{\"actor\":\"bob\",\"seat\":1}]");
    assertThat(json(app.get(YOGA)).get("waiting")).isEmpty();
  }

  @Test
  void a_hold_keeps_a_seat_until_it_is_booked_or_given_back() throws Exception {
    open(2);
    var held = hold("ann", LATE);
    assertThat(held.statusCode()).isEqualTo(201);
    assertThat(held.body()).isEqualTo(
        "{\"status\":\"held\",\"seat\":1,\"actor\":\"ann\",\"until\":\"9999-01-01T00:00:00Z\"}");
    var longer = hold("ann", "9999-01-02T00:00:00Z");
    assertThat(longer.statusCode()).isEqualTo(200);
    assertThat(longer.body()).as("no hold gets longer").isEqualTo(held.body().replace("held", "already"));
    assertThat(join("ann").body()).isEqualTo(longer.body());
    hold("bob", LATE);
    var full = hold("cid", LATE);
    assertThat(full.statusCode()).isEqualTo(409);
    assertThat(json(full).get("actual").stringValue()).isEqualTo("2 of 2 taken");
    assertThat(json(app.get(YOGA)).get("holds").toString()).isEqualTo(
        "[{\"actor\":\"ann\",\"seat\":1,\"until\":\"9999-01-01T00:00:00Z\"},"
            + "{\"actor\":\"bob\",\"seat\":2,\"until\":\"9999-01-01T00:00:00Z\"}]");
    assertThat(book("bob").body()).isEqualTo("{\"status\":\"booked\",\"seat\":2,\"actor\":\"bob\"}");
    assertThat(hold("bob", LATE).body()).isEqualTo("{\"status\":\"already\",\"seat\":2,\"actor\":\"bob\"}");
    join("cid");
    assertThat(app.delete(YOGA + "/holds/ann").body())
        .isEqualTo("{\"status\":\"released\",\"seat\":1,\"actor\":\"ann\"}");
    assertThat(json(app.get(YOGA)).get("roster").toString())
        .isEqualTo("[{\"actor\":\"bob\",\"seat\":2},{\"actor\":\"cid\",\"seat\":1}]");
  }

  @Test
  void who_has_no_held_seat_gives_back_none() throws Exception {
    open(1);
    book("ann");
    join("bob");
    var contents = app.contents();
    for (var actor : List.of("ann", "bob", "cid")) {
      var refused = app.delete(YOGA + "/holds/" + actor);
      assertThat(refused.statusCode()).isEqualTo(404);
      assertThat(json(refused).get("detail").stringValue()).isEqualTo("no seat is held here for " + actor);
    }
    assertThat(app.contents()).isEqualTo(contents);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"2001-01-01T00:00:00Z\"", "\"+10000-01-01T00:00:00Z\"", "\"tomorrow\"", "7", "null"})
  void a_hold_that_ends_in_the_past_or_never_is_refused(String until) throws Exception {
    open(1);
    var contents = app.contents();
    var refused = app.post(YOGA + "/holds", "{\"actor\":\"ann\",\"until\":" + until + "}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("field").stringValue()).isEqualTo("until");
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void an_occurrence_is_shown_as_of_a_moment_with_the_holds_that_were_over_by_then() throws Exception {
    var bookings = app.injector.getInstance(Bookings.class);
    var minute = Duration.ofMinutes(1);
    bookings.open("yoga", "Yoga", 2, THEN);
    bookings.book("yoga", "ann", THEN.plus(minute));
    bookings.hold("yoga", "bob", THEN.plus(minute.multipliedBy(5)), THEN.plus(minute.multipliedBy(2)));
    bookings.cancel("yoga", "ann", THEN.plus(minute.multipliedBy(9)));
    var early = app.get(YOGA + "?at=2001-01-01T00:03:00Z");
    assertThat(early.body()).isEqualTo(
        "{\"id\":\"yoga\",\"title\":\"Yoga\",\"capacity\":2,\"seatsLeft\":0,\"taken\":[1,2],"
            + "\"roster\":[{\"actor\":\"ann\",\"seat\":1}],"
            + "\"holds\":[{\"actor\":\"bob\",\"seat\":2,\"until\":\"2001-01-01T00:05:00Z\"}],\"waiting\":[],\"seq\":3}");
    assertThat(early.headers().firstValue("ETag")).hasValue("\"3\"");
    assertThat(json(app.get(YOGA + "?at=2001-01-01T00:05:00Z")).get("taken").toString()).isEqualTo("[1]");
    assertThat(json(app.get(YOGA)).get("taken")).isEmpty();
    var before = app.get(YOGA + "?at=2000-12-31T23:59:59Z");
    assertThat(before.statusCode()).isEqualTo(404);
    assertThat(json(before).get("detail").stringValue())
        .isEqualTo("occurrence yoga was not open at 2000-12-31T23:59:59Z");
    assertThat(app.get(YOGA + "?at=then").statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> open(int capacity) throws Exception {
    return app.put(YOGA, "{\"title\":\"Yoga\",\"capacity\":" + capacity + "}");
  }

  private HttpResponse<String> join(String actor) throws Exception {
    return app.post(YOGA + "/waiting", "{\"actor\":\"" + actor + "\"}");
  }

  private HttpResponse<String> hold(String actor, String until) throws Exception {
    return app.post(YOGA + "/holds", "{\"actor\":\"" + actor + "\",\"until\":\"" + until + "\"}");
  }

  private HttpResponse<String> book(String actor) throws Exception {
    return app.post(YOGA + "/bookings", "{\"actor\":\"" + actor + "\"}");
  }
}
