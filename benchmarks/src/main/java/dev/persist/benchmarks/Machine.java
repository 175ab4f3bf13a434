package dev.persist.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.rocksdb.RocksDB;

/** What the figures were measured on. */
final class Machine {
  private Machine() {}

  /** Reports the versions, the processors and the disk. */
  static void run() throws Exception {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    RocksDB.loadLibrary();
    try (var report = new Report("machine", "", "");
        var server = new Postgres();
        var database = server.database();
        var postgres = DriverManager.getConnection("jdbc:" + database.url());
        var sqlite = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      report.row("processors", system.getArch() + ", " + system.getAvailableProcessors());
      report.row("memory", (system.getTotalMemorySize() >> 30) + " GiB");
      report.row("system", system.getName());
      report.row("file system", Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))).type());
      report.row("Java", System.getProperty("java.vm.vendor") + " " + Runtime.version());
      report.row("RocksDB", RocksDB.rocksdbVersion().toString());
      report.row("SQLite", sqlite.getMetaData().getDatabaseProductVersion());
      report.row("PostgreSQL", postgres.getMetaData().getDatabaseProductVersion() + ", driver "
          + postgres.getMetaData().getDriverVersion());
    }
  }
}
