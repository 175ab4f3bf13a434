package dev.persist.distributed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.scalar.db.config.ConfigUtils;
import com.scalar.db.config.DatabaseConfig;
import com.scalar.db.storage.multistorage.MultiStorageConfig;
import com.scalar.db.transaction.consensuscommit.ConsensusCommitConfig;
import com.scalar.db.transaction.consensuscommit.CoordinatorStateAccessor;
import dev.persist.StoreException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a store is.
 *
 * @param name its URL
 * @param scalarDb the properties to give to ScalarDB
 * @param partitions in the order of their numbers
 * @param coordinator where ScalarDB keeps the states of transactions over several servers
 */
record Settings(String name, Properties scalarDb, List<Partition> partitions, Partition coordinator) {
  private static final Pattern NUMBERED = Pattern.compile("(.*\\D)(\\d{1,4})");
  private static final Pattern OWN_OPTIONS = Pattern.compile("[?&]options=");
  private static final String POSTGRESQL = "jdbc:postgresql://";

  /** The properties that the rules of a store depend on. */
  private static final Map<String, String> NEEDED = Map.of(
      DatabaseConfig.STORAGE, "multi-storage",
      DatabaseConfig.TRANSACTION_MANAGER, "consensus-commit",
      ConsensusCommitConfig.ISOLATION_LEVEL, "SERIALIZABLE",
      ConsensusCommitConfig.ONE_PHASE_COMMIT_ENABLED, "true",
      ConsensusCommitConfig.COORDINATOR_GROUP_COMMIT_ENABLED, "false");

  /** How many rows a scan fetches at a time: the ten of ScalarDB take twice as long, and a row may have a megabyte. */
  private static final String FETCHED = "64";

  /** What a storage has unless its file says otherwise: a server takes a hundred connections unless told otherwise. */
  private static final Map<String, String> DEFAULTS = Map.of(
      "cross_partition_scan.enabled", "false",
      "jdbc.connection_pool.min_idle", "5",
      "jdbc.connection_pool.max_total", "40",
      "jdbc.connection_pool.connection_timeout_millis", "10000",
      "jdbc.table_metadata.connection_pool.min_idle", "0",
      "jdbc.admin.connection_pool.min_idle", "0");

  /**
   * What each connection is opened with. ScalarDB asks for all rows of a range in the order of their keys, and ends after some.
   * The planner does not know that, and in a large table would read and sort them all for each page. A plan is made once for each
   * statement. With row_security off, a policy that would hide rows is an error.
   */
  private static final String OPTIONS = Stream
      .of("enable_seqscan=off", "enable_bitmapscan=off", "enable_sort=off", "plan_cache_mode=force_generic_plan",
          "row_security=off")
      .map(setting -> "-c%20" + setting.replace("=", "%3D"))
      .collect(Collectors.joining("%20"));

  /**
   * A part of the names of a store.
   *
   * @param namespace its schema
   * @param server where it is
   */
  record Partition(String namespace, Server server) {
    /** Returns the name of {@code table}, as SQL has it. */
    String table(String table) {
      return '"' + namespace.replace("\"", "\"\"") + "\".\"" + table + '"';
    }
  }

  /**
   * Reads the settings of the store that {@code url} names.
   *
   * @throws StoreException.Unavailable when they cannot be read, or are not those of a store
   */
  static Settings read(String url) {
    var file = url.substring(url.indexOf(':') + 1);
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(Path.of(file), UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new StoreException.Unavailable(
          "cannot open the store " + url + ": cannot read the file \"" + file + "\": " + e
              + "; name a file with properties of ScalarDB",
          e);
    }
    return new Reading(url, properties).settings();
  }

  /** Returns the servers, each once: those of the partitions first. */
  List<Server> servers() {
    return Stream.concat(partitions.stream(), Stream.of(coordinator)).map(Partition::server).distinct().toList();
  }

  /** Returns the tables that {@code server} has. */
  List<String> tables(Server server) {
    return Stream
        .concat(partitions.stream().map(each -> Map.entry(each, Cells.TABLE)),
            Stream.of(Map.entry(coordinator, CoordinatorStateAccessor.TABLE)))
        .filter(table -> table.getKey().server().equals(server))
        .map(table -> table.getKey().table(table.getValue()))
        .toList();
  }

  private record Reading(String url, Properties properties) {
    Settings settings() {
      NEEDED.forEach(this::need);
      properties.putIfAbsent(DatabaseConfig.ACTIVE_TRANSACTION_MANAGEMENT_ENABLED, "false");
      properties.putIfAbsent(DatabaseConfig.SCAN_FETCH_SIZE, FETCHED);
      var servers = new LinkedHashMap<String, Server>();
      for (var storage : list(MultiStorageConfig.STORAGES)) {
        servers.put(storage, server(storage));
      }
      var placed = new LinkedHashMap<String, Server>();
      for (var mapping : list(MultiStorageConfig.NAMESPACE_MAPPING)) {
        var at = mapping.split(":", 2);
        placed.put(at[0], server(servers, at.length < 2 ? "" : at[1]));
      }
      var namespace = text(ConsensusCommitConfig.COORDINATOR_NAMESPACE, CoordinatorStateAccessor.NAMESPACE);
      var coordinator = placed.remove(namespace);
      return new Settings(url, properties, partitions(placed), new Partition(namespace, coordinator != null
          ? coordinator
          : server(servers, text(MultiStorageConfig.DEFAULT_STORAGE, ""))));
    }

    private void need(String property, String value) {
      var found = text(property, value);
      if (!found.equals(value)) {
        throw wrong("has " + property + "=" + found + ", but a store needs " + value);
      }
      properties.put(property, value);
    }

    private Server server(String storage) {
      var prefix = MultiStorageConfig.STORAGES + "." + storage + ".";
      var jdbc = text(prefix + "contact_points", "");
      if (!text(prefix + "storage", "").equals("jdbc") || !jdbc.startsWith("jdbc:postgresql:")) {
        throw wrong(
            "says of the storage \"" + storage + "\" that it is " + text(prefix + "storage", "absent") + " at \""
                + jdbc.replaceFirst("\\?.*", "")
                + "\"; it must be jdbc, and its contact_points jdbc:postgresql://host/database");
      }
      var server = new Server(storage, withOptions(oneWord(jdbc)), text(prefix + "username", ""),
          text(prefix + "password", ""));
      properties.put(prefix + "storage", BatchingStorage.NAME);
      properties.put(prefix + "contact_points", server.url());
      DEFAULTS.forEach((property, value) -> properties.putIfAbsent(prefix + property, value));
      return server;
    }

    /** ScalarDB takes a URL for the part before its first comma, so a list of hosts becomes a parameter. */
    private static String oneWord(String jdbc) {
      var all = jdbc.startsWith(POSTGRESQL) ? jdbc.substring(POSTGRESQL.length()) : "";
      var query = all.indexOf('?') < 0 ? all.length() : all.indexOf('?');
      var path = all.indexOf('/') < 0 || all.indexOf('/') > query ? query : all.indexOf('/');
      if (!all.substring(0, path).contains(",")) {
        return jdbc;
      }
      var hosts = new ArrayList<String>();
      var ports = new ArrayList<String>();
      for (var host : all.substring(0, path).split(",", -1)) {
        var colon = host.matches(".*:\\d+") ? host.lastIndexOf(':') : host.length();
        hosts.add(host.substring(0, colon));
        ports.add(colon < host.length() ? host.substring(colon + 1) : "5432");
      }
      return POSTGRESQL + (path == query ? "/" : all.substring(path, query)) + "?PGHOST="
          + URLEncoder.encode(String.join(",", hosts), UTF_8) + "&PGPORT="
          + URLEncoder.encode(String.join(",", ports), UTF_8)
          + (query == all.length() ? "" : "&" + all.substring(query + 1));
    }

    /** Adds {@link #OPTIONS} before the options of the file: of two, PostgreSQL takes the last. */
    private static String withOptions(String jdbc) {
      var own = OWN_OPTIONS.matcher(jdbc);
      var quiet = own.find()
          ? own.replaceFirst("$0" + OPTIONS + "%20")
          : jdbc + (jdbc.contains("?") ? "&" : "?") + "options=" + OPTIONS;
      return quiet + "&logServerErrorDetail=false"; // or the text of an error has the rows
    }

    private Server server(Map<String, Server> servers, String storage) {
      var server = servers.get(storage);
      if (server == null) {
        throw wrong("names the storage \"" + storage + "\", which is not in " + MultiStorageConfig.STORAGES);
      }
      return server;
    }

    private List<Partition> partitions(Map<String, Server> placed) {
      var numbered = new TreeMap<Integer, Partition>();
      var stems = new ArrayList<String>();
      placed.forEach((namespace, server) -> {
        var parts = NUMBERED.matcher(namespace);
        if (!parts.matches()) {
          throw wrong("maps the namespace \"" + namespace + "\", which does not end in a number");
        }
        stems.add(parts.group(1));
        numbered.put(Integer.parseInt(parts.group(2)), new Partition(namespace, server));
      });
      if (stems.isEmpty() || stems.stream().distinct().count() > 1 || stems.size() != numbered.size()
          || numbered.lastKey() != numbered.size() - 1) {
        throw wrong("maps the namespaces " + placed.keySet() + " in " + MultiStorageConfig.NAMESPACE_MAPPING
            + "; a store has namespaces with one name and the numbers from 0 on, such as persist_0:a,persist_1:b");
      }
      return List.copyOf(numbered.values());
    }

    private List<String> list(String property) {
      return Arrays.stream(text(property, "").split(",", -1))
          .map(String::strip)
          .filter(word -> !word.isEmpty())
          .toList();
    }

    private String text(String property, String otherwise) {
      var text = ConfigUtils.getString(properties, property, otherwise);
      return text == null ? "" : text.strip();
    }

    private StoreException.Unavailable wrong(String what) {
      return new StoreException.Unavailable("cannot open the store " + url + ": its file " + what);
    }
  }
}
