package dev.persist.app.cli;

import dev.persist.Event;
import dev.persist.app.operation.LinkedStreams;
import dev.persist.internal.Pages;
import dev.persist.internal.Reserved;
import dev.persist.spi.Backend;
import dev.persist.spi.Link;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        .flatMap(at -> LinkedStreams.tag(at.stream()).stream())
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
    return LinkedStreams.of(store, stream)
        .flatMap(links -> Pages
            .events(last -> store.read(links, last.map(Event::seq).orElse(0L) + 1, Pages.SIZE))
            .filter(link -> Link.of(link).filter(to -> to.stream().equals(stream) && to.seq() == seq).isPresent())
            .map(link -> new At(links, link.seq())))
        .toList();
  }
}
