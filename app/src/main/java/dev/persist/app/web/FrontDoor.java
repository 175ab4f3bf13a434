package dev.persist.app.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns away, before any handler, requests that no page or client of ours sends. Sets the headers of every answer. */
final class FrontDoor implements Handler {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.\\.?(?=/|$)");
  private static final Pattern CHARSET = Pattern.compile("(?i)charset");
  private static final Pattern UTF_8 = Pattern.compile("(?i)[^;]*;\\s*charset=(utf-8|\"utf-8\")\\s*");
  private static final String CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
      + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Exposure exposure;
  private final Proxies proxies;
  private final Limits limits;

  @Inject
  FrontDoor(WebSettings settings, Proxies proxies, Limits limits) {
    this.exposure = settings.exposure();
    this.proxies = proxies;
    this.limits = limits;
  }

  @Override
  public void handle(Context ctx) {
    ctx.header("Content-Security-Policy", CSP)
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer");
    Provenance.begin(ctx);
    limits.requireAddress(ctx);
    var request = ctx.req();
    // Javalin would take the method from this header, and BEFORE and AFTER for methods
    refuseIf(ctx.header("X-HTTP-Method-Override") != null, 400,
        "X-HTTP-Method-Override is not supported; leave it out");
    refuseIf(!ctx.method().isHttpMethod(), 400, "unknown method");
    refuseIf(!isOurs(request), 421, "this server answers only requests to its own address, or to its public origin");
    refuseIf(exposure.isHttps() && proxies.tookPlainHttp(ctx), 421, "this server answers only requests over https");
    refuseIf(!READS.contains(request.getMethod()) && crossOrigin(ctx), 403, "cross-origin requests may only read");
    refuseIf(DOT_SEGMENT.matcher(ctx.path()).find(), 400, "the path has a . or .. segment");
    // Javalin drops what it cannot decode, and decodes by the charset of the Content-Type
    var query = request.getQueryString();
    refuseIf(query != null && BAD_ESCAPE.matcher(query).find(), 400, "the query has a malformed percent-encoding");
    var type = request.getHeader("Content-Type");
    boolean charset = type != null && CHARSET.matcher(type).find();
    refuseIf(charset && !UTF_8.matcher(type).matches(), 415, "the charset must be utf-8");
    Conditions.of(ctx); // a bad condition is refused on every route
  }

  /** An attacker can make a browser send any name here that the attacker owns, so only names of our own count. */
  private boolean isOurs(HttpServletRequest request) {
    return exposure.isOwn(request.getServerName())
        || Proxies.address(request.getServerName())
            .filter(named -> Proxies.address(request.getLocalAddr()).filter(named::equals).isPresent())
            .isPresent();
  }

  private boolean crossOrigin(Context ctx) {
    var site = ctx.header("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    var origin = ctx.header("Origin");
    return origin != null && !exposure.origin()
        .map(own -> own.toString().equalsIgnoreCase(origin)) // the proxy may have changed the Host
        .orElseGet(() -> origin.replaceFirst("^https?://", "").equalsIgnoreCase(ctx.header("Host")));
  }

  private static void refuseIf(boolean bad, int status, String detail) {
    if (bad) {
      throw Refusal.of(status, detail);
    }
  }
}
