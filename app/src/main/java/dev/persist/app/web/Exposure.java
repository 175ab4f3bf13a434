package dev.persist.app.web;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * How callers reach the server, who may say where they come from, and how much they may ask.
 *
 * @param host the address to listen on
 * @param origin the public origin, such as {@code https://shop.example.org}; without one, the server answers at the
 *     address it listens on
 * @param proxies the addresses and networks of the proxies that are trusted, such as {@code 10.0.0.0/8}
 * @param addressLimit how many requests a minute the address of a client may make; 0 is no limit
 * @param userLimit how many requests a minute a user may make; 0 is no limit
 */
public record Exposure(InetAddress host, Optional<URI> origin, Set<String> proxies,
    int addressLimit, int userLimit) {
  /** On 127.0.0.1, where only this machine reaches the server. */
  public static final Exposure LOCAL = new Exposure(InetAddresses.forString("127.0.0.1"), Optional.empty(), Set.of(),
      0, 0);

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  /** Copies the set. */
  public Exposure {
    proxies = Set.copyOf(proxies);
  }

  /** Returns whether the server listens only to this machine. */
  public boolean hasLocalHost() {
    return host.isLoopbackAddress();
  }

  /** Returns whether there is no public origin, or one of this machine. */
  public boolean hasLocalOrigin() {
    return origin.stream().allMatch(it -> LOOPBACK.contains(it.getHost()));
  }

  /** Returns whether browsers reach the server over https. */
  public boolean isHttps() {
    return origin.filter(it -> it.getScheme().equals("https")).isPresent();
  }

  /** Returns whether {@code name} is that of the public origin or of loopback, and so none that an attacker chose. */
  boolean isOwn(String name) {
    return LOOPBACK.contains(name) || origin.filter(it -> it.getHost().equalsIgnoreCase(name)).isPresent();
  }
}
