package dev.persist.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.StoreException;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a store behind HTTP.
 *
 * @param uri where requests go, without the token and without parameters
 * @param token what the server asks for
 * @param timeout how long a call may take
 */
record StoreUrl(URI uri, String token, Duration timeout) {
  /** A token that is not percent-encoded may go on after what looks like its end, so no error shows any part of a URL. */
  private static final Pattern URL = Pattern.compile(
      "(https?)://(?:([^/?#@]*)@)?([^/?#@]+)(/[^?#@]*)?(?:\\?([^#]*))?");

  private static final String FORM = "https://:TOKEN@host:port/path?timeout=SECONDS";
  private static final int DEFAULT_SECONDS = 30;
  private static final Set<String> PARAMETERS = Set.of("token", "timeout");

  /** Parses {@code http://:TOKEN@host:port/path?timeout=SECONDS}. The token may also be a parameter, {@code token}. */
  static StoreUrl parse(String url) {
    var matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new StoreException.Unavailable("the URL does not name a store; write " + FORM
          + ", and write /, ?, #, % and @ in a token as %2F, %3F, %23, %25 and %40");
    }
    var parameters = new HashMap<String, String>();
    var user = matcher.group(2);
    if (user != null) {
      parameters.put("token", decode("token", user.substring(user.indexOf(':') + 1)));
    }
    if (matcher.group(5) != null) {
      for (var parameter : Pattern.compile("&").split(matcher.group(5), 0)) {
        put(parameters, parameter);
      }
    }
    var path = matcher.group(4);
    return new StoreUrl(uri(matcher.group(1) + "://" + matcher.group(3) + (path == null ? "/" : path)),
        token(parameters.get("token")), timeout(parameters.get("timeout")));
  }

  /** Returns the URL without the token, for errors. */
  String name() {
    return uri.toString();
  }

  private static void put(Map<String, String> parameters, String parameter) {
    var equals = (parameter + "=").indexOf('=');
    var name = parameter.substring(0, equals);
    if (!PARAMETERS.contains(name)) {
      throw new StoreException.Unavailable("the URL has an unknown parameter; a store over HTTP has token and timeout");
    }
    if (parameters.put(name, decode(name, parameter.substring(Math.min(equals + 1, parameter.length())))) != null) {
      throw new StoreException.Unavailable("the URL's " + name + " is given twice; give it once");
    }
  }

  private static String decode(String name, String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) { // whose message shows the value
      throw new StoreException.Unavailable(
          "the URL's " + name + " has a % that is not followed by two hex digits; write the % as %25");
    }
  }

  private static URI uri(String address) {
    try {
      var uri = URI.create(address);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new StoreException.Unavailable("the URL does not name a host; write " + FORM);
  }

  private static String token(@Nullable String token) {
    if (token == null) {
      throw new StoreException.Unavailable("the URL has no token, which the server asks for; write " + FORM);
    }
    try {
      return Message.token(token);
    } catch (IllegalArgumentException e) {
      throw new StoreException.Unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  private static Duration timeout(@Nullable String seconds) {
    try {
      var number = seconds == null ? DEFAULT_SECONDS : Integer.parseInt(seconds);
      if (number > 0) {
        return Duration.ofSeconds(number);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new StoreException.Unavailable("the URL's timeout is no number of seconds; give a number of 1 or more");
  }
}
