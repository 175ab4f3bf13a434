package dev.persist.view;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Op;
import dev.persist.internal.Archive;
import dev.persist.internal.LinkNeeds;
import dev.persist.internal.Needs;
import dev.persist.internal.Pages;
import dev.persist.internal.Reserved;
import dev.persist.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Drops the first events of a stream, as far as nobody needs them. With an archive, it keeps them there first. */
final class Dropping {
  private final Backend backend;
  private final Archive archive;
  private final String stream;
  private final Needs needs;

  Dropping(Backend backend, Archive archive, String stream) {
    Reserved.refuseTag(stream);
    this.backend = backend;
    this.archive = archive;
    this.stream = stream;
    this.needs = new Needs(backend, stream);
  }

  /**
   * What nobody needs, at one moment.
   *
   * @param unchanged guards that hold as long as no other consumer came to need the events through {@code through}
   */
  record Unneeded(long through, List<Lagging> heldBackBy, List<Guard> unchanged) {}

  /**
   * Returns how many of the events through {@code goal} nobody needs.
   *
   * @param mine the key of the snapshot that the caller answers for; empty when there is none
   * @param snapshots by key, the snapshots that need events beside the registered consumers
   */
  Unneeded find(long goal, Optional<String> mine, Map<String, Lagging> snapshots) {
    var consumers = needs.registered();
    var own = own(consumers, mine); // before the links, which a retag makes of the events it needs
    var links = new LinkNeeds(backend, stream).find();
    var views = consumers.positionKeys().values();
    var kept = snapshots.entrySet().stream().filter(each -> !views.contains(each.getKey())).map(Map.Entry::getValue);
    var lagging = Stream.of(own.stream(), kept, linked(links))
        .flatMap(each -> each)
        .filter(each -> each.seq() < goal)
        .toList();
    var guards = new ArrayList<>(links.unchanged());
    guards.add(consumers.unchanged());
    return new Unneeded(lagging.stream().mapToLong(Lagging::seq).reduce(goal, Math::min), lagging, guards);
  }

  /**
   * Drops what {@code unneeded} says, with an archive one page of it, in one commit with {@code ops}.
   *
   * @param snapshot guards the state that has the dropped events
   * @return whether all of it is dropped; otherwise the caller looks again who needs what
   */
  boolean drop(Unneeded unneeded, Guard snapshot, List<Op> ops) {
    var page = archive.isOpen() ? firstPage(unneeded.through) : List.<Event>of();
    var end = page.isEmpty() ? unneeded.through : page.getLast().seq();
    var all = new ArrayList<>(ops);
    if (!page.isEmpty()) {
      all.add(archive.keep(stream, page));
    }
    all.add(new Op.Truncate(stream, end));
    var guards = new ArrayList<>(unneeded.unchanged);
    guards.add(snapshot);
    return backend.commit(new Commit(Optional.empty(), guards, all)) instanceof CommitResult.Committed
        && end == unneeded.through;
  }

  private List<Event> firstPage(long through) {
    return backend.read(stream, 1, Pages.SIZE).stream().filter(event -> event.seq() <= through).toList();
  }

  /** Returns how far the other consumers of the stream itself have come. */
  private List<Lagging> own(Needs.Registered consumers, Optional<String> mine) {
    return consumers.positionKeys()
        .entrySet()
        .stream()
        .filter(each -> !mine.equals(Optional.of(each.getValue())))
        .map(each -> new Lagging(each.getKey(), needs.position(each.getValue())))
        .toList();
  }

  private static Stream<Lagging> linked(LinkNeeds.Found links) {
    return links.through().entrySet().stream().map(each -> new Lagging(each.getKey(), each.getValue()));
  }
}
