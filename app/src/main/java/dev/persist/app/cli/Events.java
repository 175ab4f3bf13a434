package dev.persist.app.cli;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.log.Linked;
import java.util.Map;

/** Prints events. */
final class Events {
  private final Output out;

  Events(Output out) {
    this.out = out;
  }

  /** Prints what is at a place of {@code stream}, which may hold links. */
  void print(String stream, Linked at) {
    switch (at) {
      case Linked.Present(var position, var event) when event.stream().equals(stream) && event.seq() == position ->
        print(event);
      case Linked.Present(var position, var event) -> out.line(Json.of(event).merge(Map.of("position", position)),
          out.in("cyan", String.valueOf(position)), Output.safe(event.stream()) + " " + event.seq(), text(event));
      case Linked.Compacted(var position, var from, var seq) -> out.line(
          Map.of("position", position, "stream", from, "seq", seq, "compacted", true),
          out.in("cyan", String.valueOf(position)), Output.safe(from) + " " + seq, out.in("faint", "(compacted)"));
    }
  }

  /** Prints {@code event}, and its stream where several may be meant. */
  void print(Event event) {
    out.line(event, out.in("cyan", String.valueOf(event.seq())), text(event));
  }

  private String text(Event event) {
    var meta = event.meta().equals(Json.EMPTY) ? "" : "  " + out.in("faint", event.meta().toString());
    return out.in("faint", event.at().toString()) + "  " + out.in("bold", Output.safe(event.type())) + "  "
        + event.data() + meta;
  }
}
