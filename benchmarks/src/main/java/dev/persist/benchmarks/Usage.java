package dev.persist.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was used up to now. The disk and the network count what the whole machine does, so nothing else may run; the kernel of
 * Linux tells.
 *
 * @param nanos when this is
 * @param cpuNanos processor time of this process
 * @param serverNanos processor time of the processes that it started
 * @param flushes how often the disk that has the temporary files emptied its cache, which is what a sync waits for
 * @param diskBytes how many bytes were written to that disk
 * @param packets how many TCP segments were sent, by clients and servers
 * @param netBytes how many bytes these had, with their headers
 */
record Usage(long nanos, long cpuNanos, long serverNanos, long flushes, long diskBytes, long packets, long netBytes) {
  private static final int SECTOR = 512;
  private static final int SECTORS_WRITTEN = 9;
  private static final int FLUSHES = 18;

  static Usage now() throws IOException {
    var disk = disk();
    return new Usage(System.nanoTime(), cpu(Stream.of(ProcessHandle.current())),
        cpu(ProcessHandle.current().descendants()), Long.parseLong(disk.get(FLUSHES)),
        SECTOR * Long.parseLong(disk.get(SECTORS_WRITTEN)), counter("/proc/net/snmp", "Tcp:", "OutSegs"),
        counter("/proc/net/netstat", "IpExt:", "OutOctets"));
  }

  /** Returns what was used since {@code before}. */
  Usage since(Usage before) {
    return new Usage(nanos - before.nanos, cpuNanos - before.cpuNanos, serverNanos - before.serverNanos,
        flushes - before.flushes, diskBytes - before.diskBytes, packets - before.packets, netBytes - before.netBytes);
  }

  Usage plus(Usage other) {
    return other.since(new Usage(-nanos, -cpuNanos, -serverNanos, -flushes, -diskBytes, -packets, -netBytes));
  }

  private static long cpu(Stream<ProcessHandle> processes) {
    return processes.mapToLong(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos()).sum();
  }

  private static List<String> disk() throws IOException {
    var temporary = Path.of(System.getProperty("java.io.tmpdir"));
    var device = Path.of(Files.getFileStore(temporary).name());
    var name = Files.exists(device) ? device.toRealPath().getFileName().toString() : "";
    return Files.readAllLines(Path.of("/proc/diskstats"))
        .stream()
        .map(line -> List.of(line.strip().split("\\s+", -1)))
        .filter(fields -> fields.get(2).equals(name) && fields.size() > FLUSHES)
        .findFirst()
        .orElseThrow(() -> new IOException("/proc/diskstats does not count the flushes of " + device
            + "; name a directory on a disk with JDK_JAVA_OPTIONS=-Djava.io.tmpdir=DIRECTORY"));
  }

  /** Returns the counter {@code name} of a file in which a line of names precedes that of the counters. */
  private static long counter(String file, String kind, String name) throws IOException {
    var lines = Files.readAllLines(Path.of(file))
        .stream()
        .filter(line -> line.startsWith(kind))
        .map(line -> line.split(" ", -1))
        .toList();
    return Long.parseLong(lines.get(1)[Arrays.asList(lines.get(0)).indexOf(name)]);
  }
}
