package dev.persist.app.pages;

import dev.persist.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes the parts of events for people. */
public final class Entries {
  private static final int LONGEST = 400;

  private Entries() {}

  /** Returns {@code json}, or its beginning when it is long. */
  public static String shortly(Json json) {
    var text = json.toString();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }

  /** Returns {@code time} to the second, in UTC. */
  public static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
  }

  /** Returns the address of the page of event {@code seq} of {@code stream}. */
  public static String link(String stream, long seq) {
    return Links.to("/inspect/streams/" + Links.part(stream), "seq", seq);
  }
}
