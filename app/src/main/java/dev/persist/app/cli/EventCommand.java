package dev.persist.app.cli;

import dev.persist.Event;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Pages;
import dev.persist.internal.Reserved;
import dev.persist.spi.Backend;
import dev.persist.spi.Link;
import dev.persist.spi.LinkMarks;
import dev.persist.spi.PrefixRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one event. */
@Command(name = "event", description = {"Prints an event with its tags, and the places where it is linked.",
    "Reads all links of the streams that may have one to it, such as the global order."}, footer = {
        "", "Example: persist event order/7 3 --json"})
final class EventCommand extends StoreCommand {
  @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.") private String stream = "";

  @Parameters(index = "1", paramLabel = "SEQ", description = "The seq of the event.") private long seq;

  EventCommand(Shell shell) {
    super(shell);
  }

  /** A link to the event: the seq of the link in its stream. */
  private record At(String stream, long position) {}

  @Override
  int run(Output out) {
    Numbers.atLeast(1, "SEQ", seq);
    Reserved.refuseButLinks(stream);
    try (var store = backend()) {
      var found = store.read(stream, seq, 1).stream().filter(event -> event.seq() == seq).findFirst();
      if (found.isEmpty()) {
        return no("stream \"" + stream + "\" has no event " + seq + "; it may be dropped, or was never appended");
      }
      print(out, found.get(), links(store));
    }
    return DONE;
  }

  private void print(Output out, Event event, List<At> links) {
    var tags = links.stream()
        .filter(at -> Reserved.isTag(at.stream()))
        .map(at -> OwnKeys.names(at.stream()).path(3).asString(at.stream()))
        .toList();
    var others = links.stream().filter(at -> !Reserved.isTag(at.stream())).toList();
    var document = new LinkedHashMap<String, Object>(Map.of("event", event, "tags", tags, "links", others));
    Link.of(event).ifPresent(target -> document.put("target", target));
    var text = new ArrayList<>(List.of("stream  " + Output.safe(event.stream()), "seq     " + event.seq(),
        "type    " + out.in("bold", Output.safe(event.type())), "at      " + event.at(), "data    " + event.data(),
        "meta    " + event.meta()));
    tags.forEach(tag -> text.add("tag     " + Output.safe(tag)));
    others.forEach(at -> text.add("linked  " + Output.safe(at.stream()) + " " + at.position()));
    out.line(document, String.join("\n", text));
  }

  private List<At> links(Backend store) {
    return candidates(store)
        .flatMap(links -> Pages
            .events(last -> store.read(links, last.map(Event::seq).orElse(0L) + 1, Pages.SIZE))
            .filter(link -> Link.of(link).filter(to -> to.stream().equals(stream) && to.seq() == seq).isPresent())
            .map(link -> new At(links, link.seq())))
        .toList();
  }

  /** Returns the streams that may have links to events of the stream. */
  private Stream<String> candidates(Backend store) {
    var prefixes = PrefixRules.of(store.get(PrefixRules.KEY)).links(stream);
    var marked = Pages.<String>stream(last -> store.keys(LinkMarks.marks(stream), last.orElse(""), Pages.SIZE))
        .flatMap(mark -> store.get(mark).stream())
        .map(name -> name.as(String.class));
    var start = OwnKeys.tagStreams(stream);
    var tags = Pages.<String>stream(last -> store.streams(last.orElse(start), Pages.SIZE))
        .takeWhile(name -> name.startsWith(start));
    return Stream.of(Stream.of(Event.GLOBAL), prefixes, marked, tags).flatMap(all -> all).distinct();
  }
}
