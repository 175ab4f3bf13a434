package dev.persist.spi;

import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.StoreException;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Pages;
import dev.persist.internal.Reserved;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of a store that {@link Contents#ofPrefix} describes. */
final class PrefixContents implements Contents {
  private static final String OWN = "$";
  private static final String LAST = "\udbff\udfff";

  private final Contents whole;
  private final String prefix;

  /** The long names of the part, as keys have them: a digest does not show with what its name begins. */
  private final Set<String> digests = new HashSet<>();

  /** The keys of the positions that consumers have in the streams of the part. */
  private final Set<String> positions = new HashSet<>();

  PrefixContents(Contents whole, String prefix) {
    this.whole = whole;
    this.prefix = Reserved.refuse("prefix", prefix);
    if (whole.value(Loading.KEY).isPresent()) {
      throw new StoreException.Unavailable(
          "the store is being filled, so it is not whole; take a part of it when it is");
    }
    PrefixRules.of(value(PrefixRules.KEY)).prefixes().forEach(this::learn);
    for (var pass = 0; pass < 2; pass++) { // the second finds the streams that are about long names
      streams().forEach(head -> learn(head.stream()));
    }
    var linked = new TreeSet<>(NameOrder.BY_CODE_POINT);
    for (var page = whole.entries(OWN, Pages.SIZE); !page.isEmpty() && Limits.isReserved(page.getFirst().key());) {
      page.stream().filter(entry -> Limits.isReserved(entry.key())).forEach(entry -> {
        var names = OwnKeys.names(entry.key());
        if (kind(names).equals("consumers") && isAbout(names.path(0))) {
          entry.value().tree().forEach(position -> positions.add(position.asString()));
        }
        if (isMark(names) && !isAbout(names.path(0)) && has(links(entry.value()))) {
          linked.add(links(entry.value()));
        }
      });
      page = whole.entries(page.getLast().key(), Pages.SIZE);
    }
    linked.forEach(this::requireLinksWithin);
  }

  private void learn(String name) {
    var part = OwnKeys.part(name);
    if (part.startsWith("{")) {
      digests.add(part);
    }
  }

  private void requireLinksWithin(String links) {
    for (var page = whole.events(links, 0, Pages.SIZE); !page.isEmpty(); page = whole
        .events(links, page.getLast().seq(), Pages.SIZE)) {
      for (var event : page) {
        if (!event.stream().equals(links)) {
          return;
        }
        Link.of(event).filter(link -> !has(link.stream())).ifPresent(link -> {
          throw new StoreException.Unavailable("event " + event.seq() + " of stream \"" + links + "\" links to event "
              + link.seq() + " of stream \"" + link.stream() + "\", which does not begin with \"" + prefix
              + "\", so it would lead nowhere; truncate stream \"" + links
              + "\" through its last such link, or take a prefix that both have");
        });
      }
    }
  }

  /** Returns whether the part has the stream {@code name}. */
  private boolean has(String name) {
    return Limits.isReserved(name)
        ? name.startsWith("$[") && isAbout(OwnKeys.names(name).path(0))
        : name.startsWith(prefix);
  }

  /** Returns whether what begins with {@code name} is about the part: about a stream, or a prefix, that is in it. */
  private boolean isAbout(JsonNode name) {
    return name.isString() ? has(name.asString()) : digests.contains(Json.of(name).toString());
  }

  private static String kind(JsonNode names) {
    return names.path(1).asString("");
  }

  private static boolean isMark(JsonNode names) {
    return kind(names).equals("linked-into") && names.size() > 2;
  }

  private static String links(Json mark) {
    return mark.as(String.class);
  }

  /** Returns what {@code key}, whose value is {@code value}, has in the part; empty when that is nothing. */
  private Optional<Json> part(String key, Json value) {
    if (!Limits.isReserved(key)) {
      return Optional.of(value).filter(any -> has(key));
    }
    if (key.equals(PrefixRules.KEY)) {
      return Optional.of(PrefixRules.of(Optional.of(value)).within(prefix))
          .filter(rules -> rules.size() > 0)
          .map(PrefixRules::json);
    }
    var names = OwnKeys.names(key);
    return switch (kind(names)) {
      case "subscription" -> checkpoint(key, value.tree());
      // It says that the events before are linked: a prefix that is registered anew would not link them.
      case "linked" -> Optional.of(value).filter(any -> isAbout(names.path(0)) && isAbout(names.path(2)));
      case "linked-into" -> Optional.of(value)
          .filter(any -> isAbout(names.path(0)) && (!isMark(names) || has(links(value))));
      case "readers" -> Optional.of(value).filter(any -> isAbout(names.path(3)));
      default -> Optional.of(value).filter(any -> isAbout(names.path(0)));
    };
  }

  /** Returns the checkpoint with its positions in the part; empty when the subscription follows nothing of the part. */
  private Optional<Json> checkpoint(String key, JsonNode at) {
    var followed = positions.contains(key);
    for (var field : List.of("seqs", "again")) {
      if (at.path(field) instanceof ObjectNode seqs) {
        seqs.remove(seqs.propertyNames().stream().filter(stream -> !has(stream)).toList());
        followed |= !seqs.isEmpty();
      }
    }
    if (at.path("stopped").isObject() && !has(at.path("stopped").path("stream").asString())) {
      ((ObjectNode) at).putNull("stopped");
    }
    return followed ? Optional.of(Json.of(at)) : Optional.empty();
  }

  @Override
  public Optional<StreamHead> head(String stream) {
    return has(stream) ? whole.head(stream) : Optional.empty();
  }

  @Override
  public Optional<Json> value(String key) {
    return whole.value(key).flatMap(value -> part(key, value));
  }

  @Override
  public List<StreamHead> streams(String stream, int limit) {
    return page(whole.streams(stream, limit), StreamHead::stream, head -> whole.streams(head.stream(), limit),
        name -> whole.streams(name, limit), head -> Stream.of(head).filter(any -> has(head.stream())));
  }

  @Override
  public List<Event> events(String stream, long seq, int limit) {
    return page(whole.events(stream, seq, limit), Event::stream,
        event -> whole.events(event.stream(), Math.max(event.seq(), lastSeq(event.stream())), limit),
        name -> whole.events(name, 0, limit), event -> Stream.of(event).filter(any -> has(event.stream())));
  }

  private long lastSeq(String stream) {
    return whole.head(stream).map(StreamHead::lastSeq).orElse(0L);
  }

  @Override
  public List<Outcome> outcomes(String stream, String key, int limit) {
    return page(whole.outcomes(stream, key, limit), outcome -> outcome.id().stream(),
        outcome -> whole.outcomes(outcome.id().stream(), outcome.id().key(), limit),
        name -> whole.outcomes(name, "", limit),
        outcome -> Stream.of(outcome).filter(any -> has(outcome.id().stream())).map(this::part));
  }

  private Outcome part(Outcome outcome) {
    return new Outcome(outcome.id(), outcome.events().stream().filter(event -> has(event.stream())).toList());
  }

  @Override
  public List<Entry<Json>> entries(String key, int limit) {
    return page(whole.entries(key, limit), Entry::key, entry -> whole.entries(entry.key(), limit),
        name -> whole.entries(name, limit),
        entry -> part(entry.key(), entry.value()).map(value -> new Entry<>(entry.key(), value)).stream());
  }

  /**
   * Returns what the part has of {@code first}, or else of the first later page of which it has something.
   *
   * @param after gives the page after the last element of a page that has nothing of the part
   * @param afterName gives the page of what is named later than a name
   */
  private <T> List<T> page(List<T> first, Function<T, String> name, Function<T, List<T>> after,
      Function<String, List<T>> afterName, Function<T, Stream<T>> part) {
    var page = first;
    while (true) {
      var mine = page.stream().flatMap(part).toList();
      if (!mine.isEmpty() || page.isEmpty()) {
        return mine;
      }
      var last = page.getLast();
      var at = name.apply(last);
      var next = skip(at);
      page = next.equals(at) ? after.apply(last) : afterName.apply(next);
    }
  }

  /** Returns {@code name}, or a later one when the part has no name that is later than the one and not than the other. */
  private String skip(String name) {
    if (Limits.isReserved(name) || name.startsWith(prefix)) {
      return name;
    }
    var next = Stream.of(OWN, prefix)
        .filter(start -> NameOrder.BY_CODE_POINT.compare(start, name) > 0)
        .min(NameOrder.BY_CODE_POINT)
        .map(PrefixContents::before)
        .orElse(LAST);
    return NameOrder.BY_CODE_POINT.compare(next, name) > 0 ? next : name;
  }

  /** Returns a name before {@code name}, with hardly any between the two. */
  private static String before(String name) {
    var last = name.codePointBefore(name.length());
    var start = name.substring(0, name.length() - Character.charCount(last));
    var lower = last - 1 == Character.MAX_SURROGATE ? Character.MIN_SURROGATE - 1 : last - 1;
    return lower < 0 ? start : start + Character.toString(lower) + LAST;
  }

  @Override
  public List<String> fileProblems() {
    return whole.fileProblems();
  }

  @Override
  public void close() {
    whole.close();
  }
}
