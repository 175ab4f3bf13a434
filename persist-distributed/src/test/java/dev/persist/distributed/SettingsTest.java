package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final String TWO = """
      scalar.db.storage=multi-storage
      scalar.db.multi_storage.storages=a, b
      scalar.db.multi_storage.storages.a.storage=jdbc
      scalar.db.multi_storage.storages.a.contact_points=jdbc:postgresql://db-1/orders?socketTimeout=30
      scalar.db.multi_storage.storages.a.username=persist
      scalar.db.multi_storage.storages.a.password=${env:NO_SUCH_VARIABLE:-secret}
      scalar.db.multi_storage.storages.b.storage=jdbc
      scalar.db.multi_storage.storages.b.contact_points=jdbc:postgresql://db-2:5433,db-3/orders?targetServerType=primary
      scalar.db.multi_storage.storages.b.username=persist
      scalar.db.multi_storage.storages.b.password=secret
      scalar.db.multi_storage.namespace_mapping=persist_0:a,persist_1:b,persist_2:a
      scalar.db.multi_storage.default_storage=b
      """;

  @TempDir Path directory;

  @Test
  void partitions_are_in_the_order_of_their_numbers() throws IOException {
    var settings = read(TWO.replace("persist_0:a,persist_1:b,persist_2:a", "persist_10:a,persist_2:b,"
        + "persist_0:a,persist_1:b,persist_3:b,persist_4:b,persist_5:b,persist_6:b,persist_7:b,persist_8:b,persist_9:b"));
    assertThat(settings.partitions()).hasSize(11);
    assertThat(settings.partitions().get(2).namespace()).isEqualTo("persist_2");
    assertThat(settings.partitions().get(10).server().storage()).isEqualTo("a");
  }

  @Test
  void what_stands_for_a_secret_is_resolved_and_nothing_prints_it() throws IOException {
    var server = read(TWO).servers().getFirst();
    assertThat(server.password()).isEqualTo("secret");
    assertThat(server).hasToString("a");
  }

  @Test
  void the_coordinator_is_on_the_default_storage_or_where_it_is_mapped() throws IOException {
    assertThat(read(TWO).coordinator().server().storage()).isEqualTo("b");
    assertThat(read(TWO.replace("persist_2:a", "persist_2:a,coordinator:a")).coordinator().server().storage())
        .isEqualTo("a");
  }

  /** ScalarDB 3.19.1 takes the URL to end at the first comma, and would connect to the first host only, or to none. */
  @Test
  void a_list_of_hosts_is_a_parameter_since_scalardb_ends_a_url_at_a_comma() throws IOException {
    var settings = read(TWO);
    var url = settings.servers().get(1).url();
    assertThat(url)
        .startsWith(
            "jdbc:postgresql:///orders?PGHOST=db-2%2Cdb-3&PGPORT=5433%2C5432&targetServerType=primary&options=");
    assertThat(settings.scalarDb().getProperty("scalar.db.multi_storage.storages.b.contact_points")).isEqualTo(url);
    assertThat(org.postgresql.Driver.parseURL(url, null)).containsEntry("PGHOST", "db-2,db-3")
        .containsEntry("PGPORT", "5433,5432")
        .containsEntry("PGDBNAME", "orders");
    assertThat(settings.servers().getFirst().url())
        .startsWith("jdbc:postgresql://db-1/orders?socketTimeout=30&options=");
  }

  @Test
  void each_connection_tells_the_planner_to_sort_nothing_and_what_the_file_sets_beside_that() throws IOException {
    for (var url : List.of("", "?a=b", "?options=-c%20work_mem%3D8MB", "?a=b&options=-c%20work_mem%3D8MB&c=d")) {
      var server = read(TWO.replace("db-1/orders?socketTimeout=30", "db-1/orders" + url)).servers().getFirst();
      var options = org.postgresql.Driver.parseURL(server.url(), null).getProperty("options");
      assertThat(options).as(url)
          .startsWith("-c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off ")
          .endsWith(url.contains("work_mem") ? " -c work_mem=8MB" : "off");
    }
  }

  @Test
  void the_rules_need_some_settings_which_a_file_may_repeat_but_not_change() throws IOException {
    var isolation = "scalar.db.consensus_commit.isolation_level=";
    assertThat(read(TWO + isolation + "SERIALIZABLE\n").scalarDb()).containsEntry(
        "scalar.db.consensus_commit.one_phase_commit.enabled", "true");
    assertThatThrownBy(() -> read(TWO + isolation + "SNAPSHOT\n")).isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("isolation_level=SNAPSHOT, but a store needs SERIALIZABLE");
    assertThatThrownBy(() -> read(TWO.replace("multi-storage", "jdbc"))).hasMessageContaining("needs multi-storage");
  }

  @Test
  void a_file_that_is_not_that_of_a_store_is_refused_with_what_to_do() {
    assertThatThrownBy(() -> Settings.read("scalardb:" + directory.resolve("none"))).isInstanceOf(
        StoreException.Unavailable.class).hasMessageContaining("name a file with properties of ScalarDB");
    for (var url : new String[]{"scalardb:", "scalardb:a\0b"}) {
      assertThatThrownBy(() -> Settings.read(url)).isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("name a file with properties of ScalarDB");
    }
    refused(TWO.replace("persist_1:b", "persist_3:b"), "the numbers from 0 on");
    refused(TWO.replace("persist_1:b", "other_1:b"), "one name");
    refused(TWO.replace("persist_1:b", "persist:b"), "does not end in a number");
    refused(TWO.replace("persist_1:b", "persist_1:c"), "names the storage \"c\"");
    refused(TWO.replace("persist_1:b", "persist_1"), "names the storage \"\"");
    refused(TWO.replace("b.storage=jdbc", "b.storage=cassandra"), "it is cassandra");
    refused(TWO.replace("jdbc:postgresql://db-1/orders?socketTimeout=30", "jdbc:mysql://db-1/orders?password=secret"),
        "at \"jdbc:mysql://db-1/orders\"");
    refused(TWO.replaceFirst("scalar.db.multi_storage.namespace_mapping=.*\n", ""), "the numbers from 0 on");
  }

  private void refused(String settings, String why) {
    assertThatThrownBy(() -> read(settings)).isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("secret");
  }

  private Settings read(String settings) throws IOException {
    return Settings.read("scalardb:" + Files.writeString(directory.resolve("store.properties"), settings));
  }
}
