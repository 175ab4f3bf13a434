package dev.persist.ordered;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.spi.Outcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;

/**
 * Encodes events and outcomes. Storage format: a change here needs a new {@link Layout#FORMAT}.
 *
 * <p>An event is {@code second (8) nano (4) type meta data}. An outcome is {@code digest count (4) events}, and each
 * event in it is preceded by {@code stream seq (8)}. Texts and JSON are preceded by their length (4). What the key says
 * (an event's stream and seq) is not repeated.
 */
public final class EventCodec {
  private EventCodec() {}

  /** Returns the value to store for {@code event}. */
  public static byte[] write(Event event) {
    var at = event.at();
    var type = event.type().getBytes(UTF_8);
    var meta = event.meta().toBytes();
    var data = event.data().toBytes();
    var out = ByteBuffer.allocate(8 + 4 + 3 * 4 + type.length + meta.length + data.length);
    out.putLong(at.getEpochSecond()).putInt(at.getNano());
    put(out, type);
    put(out, meta);
    put(out, data);
    return out.array();
  }

  /** Returns the event that {@code stored}, the value at its key, holds. */
  public static Event read(String stream, long seq, byte[] stored) {
    return read(stream, seq, ByteBuffer.wrap(stored));
  }

  /** Returns the value to store for {@code outcome}. */
  public static byte[] write(Outcome outcome) {
    var digest = outcome.id().digest().getBytes(UTF_8);
    var events = outcome.events().stream().map(EventCodec::write).toList();
    var streams = outcome.events().stream().map(event -> event.stream().getBytes(UTF_8)).toList();
    var size = 4 + digest.length + 4;
    for (var i = 0; i < events.size(); i++) {
      size += 4 + streams.get(i).length + 8 + events.get(i).length;
    }
    var out = ByteBuffer.allocate(size);
    put(out, digest);
    out.putInt(events.size());
    for (var i = 0; i < events.size(); i++) {
      put(out, streams.get(i));
      out.putLong(outcome.events().get(i).seq()).put(events.get(i));
    }
    return out.array();
  }

  /** Returns the outcome that {@code stored}, the value at its key, holds. */
  public static Outcome outcome(String stream, String key, byte[] stored) {
    var in = ByteBuffer.wrap(stored);
    var id = new CommitId(stream, key, text(in));
    var count = in.getInt();
    var events = new ArrayList<Event>();
    for (var i = 0; i < count; i++) {
      events.add(read(text(in), in.getLong(), in));
    }
    return new Outcome(id, events);
  }

  private static Event read(String stream, long seq, ByteBuffer in) {
    var at = Instant.ofEpochSecond(in.getLong(), in.getInt());
    var type = text(in);
    var meta = json(in);
    var data = json(in);
    return new Event(stream, seq, type, at, data, meta);
  }

  private static void put(ByteBuffer out, byte[] bytes) {
    out.putInt(bytes.length).put(bytes);
  }

  private static String text(ByteBuffer in) {
    var bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }

  private static Json json(ByteBuffer in) {
    var length = in.getInt();
    var from = in.arrayOffset() + in.position();
    in.position(in.position() + length);
    return Json.ofCanonical(in.array(), from, from + length);
  }
}
