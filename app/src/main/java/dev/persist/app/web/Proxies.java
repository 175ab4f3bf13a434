package dev.persist.app.web;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.InetAddressSet;

/**
 * Tells what trusted proxies say about a request. Everybody can send {@code X-Forwarded-For}, and each proxy appends the address that it
 * was called from. So the client is the right-most address that is no trusted proxy; what is left of it may be forged. (Jetty's
 * {@code ForwardedRequestCustomizer} takes the left-most one, from anybody.) Thread-safe.
 */
public final class Proxies {
  private static final int NETWORK_BYTES = 8;

  private final InetAddressSet trusted;

  @Inject
  Proxies(WebSettings settings) {
    this.trusted = set(settings.exposure().proxies());
  }

  /** Reads addresses and networks, separated by commas; empty when one is neither. */
  public static Optional<Set<String>> parse(String text) {
    var networks = Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    try {
      set(networks);
      return Optional.of(networks);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static InetAddressSet set(Set<String> networks) {
    var set = new InetAddressSet();
    for (var network : networks) {
      if (!InetAddresses.isInetAddress(network.split("/", 2)[0])) { // the set would take other forms, too
        throw new IllegalArgumentException(network);
      }
      set.add(network);
    }
    return set;
  }

  /** Returns the address of the client. It is that of the connection, unless this is a trusted proxy's. */
  public InetAddress client(Context ctx) {
    var client = peer(ctx);
    var hops = String.join(",", Collections.list(ctx.req().getHeaders("X-Forwarded-For"))).split(",", -1);
    for (var i = hops.length - 1; i >= 0 && trusted.test(client); i--) {
      var hop = address(hops[i].strip());
      if (hop.isEmpty()) {
        return client;
      }
      client = hop.get();
    }
    return client;
  }

  /**
   * Returns what a limit counts: the address of the client. A client with IPv6 mostly has a network of 64 bits to itself, and
   * so as many addresses as it likes; there it is the network.
   */
  public String counted(Context ctx) {
    var client = client(ctx);
    return client instanceof Inet6Address
        ? HexFormat.of().formatHex(client.getAddress(), 0, NETWORK_BYTES) + "/64"
        : client.getHostAddress();
  }

  /** Returns whether a trusted proxy says that the client called it over http. */
  boolean tookPlainHttp(Context ctx) {
    var first = String.valueOf(ctx.header("X-Forwarded-Proto")).split(",", 2)[0].strip();
    return first.equalsIgnoreCase("http") && trusted.test(peer(ctx));
  }

  private static InetAddress peer(Context ctx) {
    return address(String.valueOf(ctx.req().getRemoteAddr()))
        .orElseThrow(() -> Refusal.of(400, "the connection was closed"));
  }

  /** Reads an address, with a port or without, with IPv6 in brackets or not; empty when it is none. */
  static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddresses.forString(HostAndPort.fromString(text).getHost()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
