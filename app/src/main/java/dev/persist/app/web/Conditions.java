package dev.persist.app.web;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The preconditions of a request, {@code If-Match} and {@code If-None-Match}, by section 13 of RFC 9110. The entity tag
 * of a state is its seq in quotes, a strong one. Dates are ignored, as the RFC requires where nothing says when a state
 * was modified. {@code If-Range} is ignored, too, since no route answers with a part.
 *
 * <p>{@link ReadConditions} handles the reads of every route. A route that writes asks {@link #on} for the seq to write
 * at, after its other checks and before it writes.
 */
public final class Conditions {
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";
  /** One element of a list, which may be empty, and the separator after it. */
  private static final Pattern ELEMENT = Pattern
      .compile("[ \\t]*+((?:W/)?+\"[\\x21\\x23-\\x7E\\x80-\\xFF]*+\")?+[ \\t]*+(,|$)");

  private final Optional<Tags> match;
  private final Optional<Tags> noneMatch;

  private Conditions(Optional<Tags> match, Optional<Tags> noneMatch) {
    this.match = match;
    this.noneMatch = noneMatch;
  }

  /** Reads the headers. One that is neither {@code *} nor a list of entity tags is a 400 that names it. */
  public static Conditions of(Context ctx) {
    return new Conditions(Tags.of(ctx, IF_MATCH), Tags.of(ctx, IF_NONE_MATCH));
  }

  /**
   * The target of a request: whether a read of it would answer with something, and the entity tag of that.
   *
   * @param seq the seq of the stream that holds it, also when there is nothing to read
   */
  public record Target(boolean isThere, Optional<String> tag, OptionalLong seq) {
    /** A target whose reads carry no entity tag, such as a list. */
    public static final Target UNTAGGED = new Target(true, Optional.empty(), OptionalLong.empty());

    /** Returns the target for a state that exists, at {@code seq}. */
    public static Target at(long seq) {
      return at(seq, 0);
    }

    /**
     * Returns the target for a state that exists, at {@code seq}, and that time has changed since: {@code ended} parts
     * of it are over, though no event says so yet. A caller that read the state before does not have this one.
     */
    public static Target at(long seq, long ended) {
      return new Target(true, Optional.of("\"" + seq + (ended == 0 ? "" : "." + ended) + '"'), OptionalLong.of(seq));
    }

    /** Returns the target for nothing yet, in a stream that is at {@code seq}. */
    public static Target absent(long seq) {
      return new Target(false, Optional.empty(), OptionalLong.of(seq));
    }

    static Target read(Optional<String> tag) {
      return new Target(true, tag, OptionalLong.empty());
    }
  }

  /** Conditions that hold, provided that a write at {@link #seq} finds the state that they hold for. */
  public final class Held {
    private final Supplier<Target> target;
    private final OptionalLong seq;

    private Held(Supplier<Target> target, OptionalLong seq) {
      this.target = target;
      this.seq = seq;
    }

    /** Returns the seq that the state must be at for the write; empty when any seq will do. */
    public OptionalLong seq() {
      return seq;
    }

    /** Returns the answer to a write that found another seq: 412 when the conditions are false now, else 503. */
    public Refusal lost() {
      return falseOn(target.get()).orElseGet(Refusal::busy);
    }
  }

  /**
   * Evaluates the conditions.
   *
   * @param target reads the target of the request; not called when there is no condition. It refuses a request that
   *     could not be done on the target anyway, such as with a 404
   * @throws Refusal 412, when they are false
   */
  public Held on(Supplier<Target> target) {
    return held(target, this::falseOn);
  }

  /**
   * As {@link #on}, for a command that is known by its key. A false {@code If-Match} is left to the command. If the
   * command took effect before, it answers as it did then. Otherwise it finds that the state is not at {@link
   * Held#seq}.
   */
  public Held onRetryable(Supplier<Target> target) {
    return held(target, it -> falseOn(it).filter(no -> !it.isThere() || noneMatch.isPresent() || match.isEmpty()));
  }

  private Held held(Supplier<Target> target, Function<Target, Optional<Refusal>> refused) {
    if (match.isEmpty() && noneMatch.isEmpty()) {
      return new Held(target, OptionalLong.empty());
    }
    var now = target.get();
    refused.apply(now).ifPresent(no -> {
      throw no;
    });
    if (noneMatch.isEmpty() && match.get().any) {
      return new Held(target, OptionalLong.empty()); // a state that exists stays there
    }
    return new Held(target, falseOn(now).isPresent() ? OptionalLong.of(-1) : now.seq());
  }

  /** Returns the 412 that says which condition is false on {@code target}; empty when none is. */
  private Optional<Refusal> falseOn(Target target) {
    return matches(target)
        ? noneMatch.filter(tags -> tags.match(target, Tags::weakly)).map(tags -> refusal(IF_NONE_MATCH, tags, target))
        : match.map(tags -> refusal(IF_MATCH, tags, target));
  }

  private boolean matches(Target target) {
    return match.isEmpty() || match.get().match(target, Function.identity());
  }

  /**
   * Returns whether a read is answered with {@code target}. If not, the route answers nothing, and {@link ReadConditions} answers 304
   * or 412. Only a route that begins its answer before it returns has to ask.
   */
  public boolean letRead(Target target) {
    return refusedRead(target).isEmpty() && !isKnown(target);
  }

  /** Returns the 412 of a read whose {@code If-Match} is false. */
  Optional<Refusal> refusedRead(Target target) {
    return matches(target) ? Optional.empty() : falseOn(target);
  }

  /** Returns whether the caller of a read already has what it would get. */
  boolean isKnown(Target target) {
    return noneMatch.isPresent() && noneMatch.get().match(target, Tags::weakly);
  }

  private static Refusal refusal(String header, Tags tags, Target target) {
    var actual = target.isThere() ? target.tag().orElse("something without an ETag") : "nothing";
    return Refusal.precondition(header, tags.text, actual);
  }

  /**
   * The list in a header.
   *
   * @param text the header as it was sent
   * @param any whether it is {@code *}
   */
  private record Tags(String text, boolean any, List<String> tags) {
    static Optional<Tags> of(Context ctx, String header) {
      var lines = Collections.list(ctx.req().getHeaders(header));
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      var text = String.join(", ", lines).strip();
      if (text.equals("*")) {
        return Optional.of(new Tags(text, true, List.of()));
      }
      var tags = new ArrayList<String>();
      var element = ELEMENT.matcher(text);
      var at = 0;
      do {
        if (!element.region(at, text.length()).lookingAt()) {
          throw malformed(header);
        }
        Optional.ofNullable(element.group(1)).ifPresent(tags::add);
        at = element.end();
      } while (!element.group(2).isEmpty());
      if (tags.isEmpty()) { // the grammar allows it, but no caller means it
        throw malformed(header);
      }
      return Optional.of(new Tags(text, false, tags));
    }

    private static Refusal malformed(String header) {
      return Refusal.field(header, "must be * or ETags such as \"7\", W/\"7\", separated by commas");
    }

    /** Returns whether a tag matches, in the given form. A weak tag in its own form equals no strong one. */
    boolean match(Target target, Function<String, String> form) {
      return target.isThere()
          && (any || target.tag().filter(tag -> tags.stream().map(form).anyMatch(form.apply(tag)::equals)).isPresent());
    }

    static String weakly(String tag) {
      return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
  }
}
