package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.StoreException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.PGProperty;

/**
 * The address of a PostgreSQL store, and the settings for its use.
 *
 * @param name the URL without the secrets, for errors
 * @param jdbc the URL for the driver
 * @param schema the schema that the URL names, decoded, if it names one
 * @param poolSize how many connections reads share; the writer and both ends of the change signal
 *     have one more each, and so have open {@code contents()}
 * @param patience how long a call waits for a server that does not answer, or is no primary
 * @param attempt how long an attempt to connect may take: less than the patience, so that there is time for another
 */
record PostgresUrl(String name, String jdbc, Optional<String> schema, int poolSize, Duration patience,
    Duration attempt) {
  /** A host and port. Anything else may be part of a password that is not percent-encoded, so no error shows it. */
  private static final String HOST = "(?:[^/?@:,\\[]*|\\[[^/?@\\]]*])(?::\\d*)?";

  private static final Pattern URL = Pattern.compile(
      "postgresql://(?:([^/@?]*)@)?(HOST(?:,HOST)*)(/[^/?@]*)?(?:\\?(.*))?".replace("HOST", HOST));

  private static final long ATTEMPT_SECONDS = 10;
  private static final long SOCKET_SECONDS = 30;
  private static final String POOL_SIZE = "poolSize";
  private static final String PATIENCE = "patience";
  private static final String TARGET = "targetServerType";
  private static final String PRIMARY = "primary";
  private static final String SCHEMA = "currentSchema";

  /** Parses {@code postgresql://user:password@host:port,host:port/database?parameters}; most parts may be absent. */
  static PostgresUrl parse(String url) {
    var matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new StoreException.Unavailable(
          "the URL does not name a store; write postgresql://user:password@host:port/database?parameter=value, "
              + "and write /, ?, @ and : in names and passwords as %2F, %3F, %40 and %3A");
    }
    var user = matcher.group(1);
    var path = matcher.group(2) + (matcher.group(3) == null ? "/" : matcher.group(3));
    var parameters = new LinkedHashMap<String, String>();
    if (user != null) {
      var colon = (user + ":").indexOf(':');
      parameters.put("user", user.substring(0, colon));
      if (colon < user.length()) {
        parameters.put("password", user.substring(colon + 1));
      }
    }
    if (matcher.group(4) != null) {
      for (var parameter : Pattern.compile("&").split(matcher.group(4), 0)) {
        var equals = (parameter + "=").indexOf('=');
        put(parameters, parameter.substring(0, equals), parameter.substring(Math.min(equals + 1, parameter.length())));
      }
    }
    var poolSize = number(parameters, POOL_SIZE, 10);
    var patience = Duration.ofSeconds(number(parameters, PATIENCE, 30));
    var attempt = Duration.ofSeconds(
        number(parameters, "loginTimeout", (int) Math.clamp(patience.toSeconds() / 3, 1, ATTEMPT_SECONDS)));
    defaults(patience, attempt).forEach(parameters::putIfAbsent);
    var schema = Optional.ofNullable(parameters.remove(SCHEMA));
    return new PostgresUrl("postgresql://" + path + schema.map(each -> "?" + SCHEMA + "=" + each).orElse(""),
        "jdbc:postgresql://" + path + query(parameters), schema.map(PostgresUrl::decode), poolSize, patience, attempt);
  }

  /** Refuses a parameter that nobody knows, since its writer means something by it. */
  private static void put(Map<String, String> parameters, String name, String value) {
    if (PGProperty.forName(name) == null && !name.equals(POOL_SIZE) && !name.equals(PATIENCE)) {
      throw new StoreException.Unavailable(
          "the URL's parameter " + name + " is unknown to persist, which has " + POOL_SIZE + " and "
              + PATIENCE + ", and to the driver; correct its name, where capitals matter");
    }
    if (name.equals(TARGET) && !value.equals(PRIMARY)) {
      throw new StoreException.Unavailable("the URL's parameter " + TARGET + " is \"" + value
          + "\"; leave it out, since a store reads and writes on the primary only: a standby may be behind");
    }
    if (parameters.put(name, value) != null) {
      throw new StoreException.Unavailable("the URL's parameter " + name + " is given twice; give it once");
    }
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new StoreException.Unavailable("the URL's parameter " + SCHEMA + " is \"" + value
          + "\", where a % is not followed by two hex digits; write the % as %25");
    }
  }

  private static Map<String, String> defaults(Duration patience, Duration attempt) {
    var connect = Math.max(1000, attempt.toMillis() / 2); // so that there is time for another host
    var parameters = new LinkedHashMap<String, String>();
    parameters.put(TARGET, PRIMARY);
    parameters.put("hostRecheckSeconds", "1");
    parameters.put("connectTimeout", "" + connect / 1000);
    parameters.put("sslResponseTimeout", "" + connect); // the kernel of a frozen server still accepts connections
    parameters.put("loginTimeout", "" + attempt.toSeconds());
    parameters.put("socketTimeout", "" + Math.min(SOCKET_SECONDS, patience.toSeconds()));
    parameters.put("tcpKeepAlive", "true");
    parameters.put("reWriteBatchedInserts", "true");
    parameters.put("ApplicationName", "persist");
    parameters.put("logServerErrorDetail", "false"); // the detail has the data to be written
    return parameters;
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet()
        .stream()
        .map(each -> each.getKey() + '=' + each.getValue())
        .collect(Collectors.joining("&", "?", ""));
  }

  private static int number(Map<String, String> parameters, String name, int otherwise) {
    var value = parameters.remove(name);
    try {
      var number = value == null ? otherwise : Integer.parseInt(URLDecoder.decode(value, UTF_8));
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new StoreException.Unavailable(
        "the URL's parameter " + name + " is \"" + value + "\"; give a number of 1 or more");
  }
}
