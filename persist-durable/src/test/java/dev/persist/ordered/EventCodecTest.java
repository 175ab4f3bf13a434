package dev.persist.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.spi.Outcome;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins how events and outcomes are stored: a failure here means that stores written before can no longer be read. */
class EventCodecTest {
  private static final Event EVENT = new Event(
      "s", 7, "paid", Instant.ofEpochSecond(1_700_000_000, 1_000_001), Json.parse("{\"n\":1}"), Json.parse("[\"é\"]"));
  private static final String EVENT_BYTES = "000000006553f100" // second
      + "000f4241" // nano
      + "00000004" + "70616964" // type
      + "00000006" + "5b22c3a9225d" // meta
      + "00000007" + "7b226e223a317d"; // data

  @Test
  void an_event_is_these_bytes() {
    assertThat(hex(EventCodec.write(EVENT))).isEqualTo(EVENT_BYTES);
    assertThat(EventCodec.read("s", 7, bytes(EVENT_BYTES))).isEqualTo(EVENT);
  }

  @Test
  void an_outcome_is_these_bytes() {
    var link = new Event("all\0", 258, Event.LINK, Instant.EPOCH, Json.parse("{\"seq\":7,\"stream\":\"s\"}"),
        Json.EMPTY);
    var outcome = new Outcome(new CommitId("s", "k", "d1"), List.of(EVENT, link));
    var stored = "00000002" + "6431" // digest
        + "00000002" // events
        + "00000001" + "73" + "0000000000000007" + EVENT_BYTES
        + "00000004" + "616c6c00" + "0000000000000102"
        + "0000000000000000" + "00000000"
        + "00000005" + "246c696e6b"
        + "00000002" + "7b7d"
        + "00000016" + "7b22736571223a372c2273747265616d223a2273227d";
    assertThat(hex(EventCodec.write(outcome))).isEqualTo(stored);
    assertThat(EventCodec.outcome("s", "k", bytes(stored))).isEqualTo(outcome);
  }

  @Test
  void an_outcome_without_events_is_these_bytes() {
    var outcome = new Outcome(new CommitId("s", "k", "d"), List.of());
    assertThat(hex(EventCodec.write(outcome))).isEqualTo("000000016400000000");
    assertThat(EventCodec.outcome("s", "k", bytes("000000016400000000"))).isEqualTo(outcome);
  }

  @Test
  void what_is_written_comes_back() {
    for (var name : List.of("\0", "z".repeat(512), "日本", "😀", "$link")) {
      for (var at : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH.minusNanos(1))) {
        var event = new Event(name, Long.MAX_VALUE, name, at, Json.of(name), Json.NULL);
        assertThat(EventCodec.read(name, Long.MAX_VALUE, EventCodec.write(event))).isEqualTo(event);
        var outcome = new Outcome(new CommitId(name, name, name), List.of(event, event));
        assertThat(EventCodec.outcome(name, name, EventCodec.write(outcome))).isEqualTo(outcome);
      }
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
