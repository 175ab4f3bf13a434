package dev.persist.transfer;

import dev.persist.CommitId;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.spi.Canonical;
import dev.persist.spi.Outcome;
import dev.persist.spi.Part;
import dev.persist.spi.StreamHead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** The lines of an export. Each is canonical JSON, so its fields come in the order of their names. Storage format. */
final class Lines {
  private Lines() {}

  /** The first line. */
  record Header(String export, int format, String name) {}

  /** The last line of a block. */
  record BlockEnd(long block, String crc32c, long lines) {}

  /** The last line. */
  record Trailer(long blocks, Totals totals) {}

  static byte[] header(String name) {
    return line(new Header("persist", Export.FORMAT, name));
  }

  static byte[] blockEnd(long block, long lines, long sum) {
    return line(new BlockEnd(block, String.format("%08x", sum), lines));
  }

  static byte[] trailer(long blocks, Totals totals) {
    return line(new Trailer(blocks, totals));
  }

  private static byte[] line(Record line) {
    return (Json.of(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Writes the line of {@code part}, with its end. */
  static void write(ByteArrayOutputStream out, Part part) {
    switch (part) {
      case Part.Stream(var head) -> {
        text(out, "{\"last\":" + head.lastSeq() + ",\"stream\":");
        json(out, Canonical.text(head.stream()));
        text(out, ",\"truncated\":" + head.truncated() + "}");
      }
      case Part.Stored(var event) -> Canonical.event(out, event);
      case Part.Remembered(var outcome) -> {
        text(out, "{\"commit\":");
        json(out, Canonical.text(outcome.id().key()));
        text(out, ",\"digest\":");
        json(out, Canonical.text(outcome.id().digest()));
        text(out, ",\"events\":");
        json(out, Canonical.events(outcome.events()));
        text(out, ",\"stream\":");
        json(out, Canonical.text(outcome.id().stream()));
        text(out, "}");
      }
      case Part.Value(var entry) -> {
        text(out, "{\"key\":");
        json(out, Canonical.text(entry.key()));
        text(out, ",\"value\":");
        json(out, entry.value());
        text(out, "}");
      }
    }
    out.write('\n');
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void json(ByteArrayOutputStream out, Json json) {
    out.writeBytes(json.toBytes());
  }

  /** Returns the part whose line is next, and moves behind the line. */
  static Part part(Cursor in) {
    var part = switch (in.kind()) {
      case 'a' -> new Part.Stored(event(in));
      case 'c' -> new Part.Remembered(outcome(in));
      case 'k' -> new Part.Value(entry(in));
      case 'l' -> new Part.Stream(head(in));
      default -> throw new IllegalArgumentException("there is no such line");
    };
    in.after("\n");
    return part;
  }

  private static Event event(Cursor in) {
    var at = in.after("{\"at\":").instant();
    var data = in.after(",\"data\":").json();
    var meta = in.after(",\"meta\":").json();
    var seq = in.after(",\"seq\":").number();
    var stream = in.after(",\"stream\":").text();
    var type = in.after(",\"type\":").text();
    in.after("}");
    return new Event(stream, seq, type, at, data, meta);
  }

  private static Outcome outcome(Cursor in) {
    var key = in.after("{\"commit\":").text();
    var digest = in.after(",\"digest\":").text();
    var events = in.after(",\"events\":").json();
    var stream = in.after(",\"stream\":").text();
    in.after("}");
    return new Outcome(new CommitId(stream, key, digest), List.of(events.as(Event[].class)));
  }

  private static Entry<Json> entry(Cursor in) {
    var key = in.after("{\"key\":").text();
    var value = in.after(",\"value\":").json();
    in.after("}");
    return new Entry<>(key, value);
  }

  private static StreamHead head(Cursor in) {
    var last = in.after("{\"last\":").number();
    var stream = in.after(",\"stream\":").text();
    var truncated = in.after(",\"truncated\":").number();
    in.after("}");
    return new StreamHead(stream, last, truncated);
  }

  /**
   * Walks along lines of canonical JSON. It cuts out what is data to persist without a look into it: a parser would take
   * most of an import's time.
   */
  static final class Cursor {
    private final byte[] bytes;
    private int at;

    /** Begins at the first of {@code bytes}. */
    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Returns the place of the next byte. */
    int at() {
      return at;
    }

    /** Returns the first letter of the first name of the line. */
    private byte kind() {
      return bytes[at + 2];
    }

    /** Moves behind {@code expected}. */
    Cursor after(String expected) {
      for (var i = 0; i < expected.length(); i++) {
        if (bytes[at++] != expected.charAt(i)) {
          throw new IllegalArgumentException("expected " + Json.of(expected) + " before byte " + at + " of the block");
        }
      }
      return this;
    }

    long number() {
      var number = 0L;
      while (bytes[at] >= '0' && bytes[at] <= '9') {
        number = 10 * number + bytes[at++] - '0';
      }
      return number;
    }

    String text() {
      var from = at;
      at = Canonical.textEnd(bytes, from);
      for (var i = from; i < at; i++) {
        if (bytes[i] == '\\') {
          return Json.ofCanonical(bytes, from, at).as(String.class);
        }
      }
      return new String(bytes, from + 1, at - from - 2, StandardCharsets.UTF_8);
    }

    /** Reads a time as {@link Instant#toString} writes it. {@link Instant#parse} would take a fifth of an import's time. */
    Instant instant() {
      var text = text();
      if (text.charAt(4) != '-') {
        return Instant.parse(text); // its year has not four digits
      }
      var second = LocalDateTime.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10), digits(text, 11, 13),
          digits(text, 14, 16), digits(text, 17, 19));
      var nanos = text.length() == 20 ? "0" : (text.substring(20, text.length() - 1) + "00000000").substring(0, 9);
      return second.toInstant(ZoneOffset.UTC).plusNanos(digits(nanos, 0, nanos.length()));
    }

    private static int digits(String text, int from, int to) {
      return Integer.parseUnsignedInt(text, from, to, 10);
    }

    Json json() {
      var from = at;
      at = Canonical.end(bytes, from);
      return Json.ofCanonical(bytes, from, at);
    }
  }
}
