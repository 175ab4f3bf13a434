package dev.persist.app.operation;

import dev.persist.feed.Activity;
import dev.persist.feed.Subscription;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an operator sees of a subscription, on the command line and over HTTP.
 *
 * @param activity what happened to its events at the moment of the report
 */
public record SubscriptionReport(Subscription subscription, Subscription.Status status, Activity activity) {
  /**
   * Reports on {@code subscription}.
   *
   * @param now by a clock like that of its runners
   */
  public static SubscriptionReport of(Subscription subscription, Instant now) {
    var status = subscription.status();
    return new SubscriptionReport(subscription, status, status.activity(now));
  }

  /** Returns the seq of the last event handled, by stream; 0 where none was. */
  public Map<String, Long> seqs() {
    var seqs = new TreeMap<String, Long>();
    subscription.streams().forEach(stream -> seqs.put(stream, status.seqs().getOrDefault(stream, 0L)));
    return seqs;
  }

  /** Returns the activity in one word. */
  public String word() {
    return switch (activity) {
      case Activity.Running running -> "running";
      case Activity.Paused paused -> "paused";
      case Activity.Unattended unattended -> "unattended";
      case Activity.Retrying retrying -> "retrying";
      case Subscription.Stopped stopped -> "stopped";
    };
  }

  /** Returns the report for machines. It has {@code stopped}, {@code trouble} and {@code lease} when there is one. */
  public Map<String, Object> document() {
    var document = new LinkedHashMap<String, Object>();
    document.put("subscription", subscription.name());
    document.put("seqs", seqs());
    document.put("lag", status.lag());
    document.put("activity", word());
    status.stopped().ifPresent(stop -> document.put("stopped", stop));
    status.trouble().ifPresent(trouble -> document.put("trouble", trouble));
    if (activity instanceof Activity.Running || activity instanceof Activity.Retrying) {
      document.put("lease",
          Map.of("fence", status.fence(), "since", status.leasedSince(), "until", status.leasedUntil()));
    }
    return document;
  }
}
