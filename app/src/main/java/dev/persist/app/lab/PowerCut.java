package dev.persist.app.lab;

import dev.persist.Persist;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Result.Side;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;

/** The power is cut while a process writes. */
final class PowerCut implements Experiment {
  private final Class<?> program;

  PowerCut() {
    this(Writer.class);
  }

  /** Cuts off {@code program}, which takes the arguments of {@link Writer}. */
  PowerCut(Class<?> program) {
    this.program = program;
  }

  @Override
  public About about() {
    return new About("power-cut", "A power cut",
        "Another process books seats on a disk of its own, and prints each seat that it was promised. In the middle of that it is killed, and"
            + " its file system is shut down, which loses all that was not synced, as a power cut does. Then the disk is mounted"
            + " again, and each seat that was promised is looked for. The file system itself syncs every 300 s here, not every 5 s as ext4"
            + " usually does, so that the cut always comes before it.",
        About.DURABLE, List.of(new Parameter("seats", "Seats before the cut", 1, 1_000, 100),
            new Parameter("writers", "Bookings at a time", 1, 8, 4)));
  }

  @Override
  public Optional<String> missing() {
    return Machine.misses("mkfs.ext4", "e2fsprogs")
        .or(() -> Machine.misses("xfs_io", "xfsprogs"))
        .or(Machine::mayNotMount)
        .or(Machine::mayNotLoop);
  }

  @Override
  public Result run(Bench bench) throws Exception {
    var directory = Files.createDirectory(bench.directory().resolve("disk"));
    try (var disk = Mount.ext4(directory, bench.directory().resolve("disk.img"))) {
      var file = disk.path().resolve("dump.json");
      var before = before(file, cut(bench, disk, Writer.FILE + file));
      var url = bench.url().replaceFirst(":.*", ":") + disk.path().resolve("store");
      var told = cut(bench, disk, url);
      try (var store = Persist.open(url)) {
        return new Result(before, Cut.opened(store, told));
      }
    }
  }

  private List<String> cut(Bench bench, Mount disk, String where) throws Exception {
    var told = Cut.kill(bench, program, where);
    disk.losePower();
    bench.says("The power is cut, and is back. The disk is mounted again.");
    return told;
  }

  private static Side before(Path file, List<String> told) throws Exception {
    var there = Set.<String>of();
    var fact = "The file was written after each booking, and was not synced. ";
    try {
      there = Set.copyOf(SavedMap.opened(file).actors().values());
    } catch (NoSuchFileException e) {
      fact += "It is not there any more.";
    } catch (JacksonException e) {
      fact += "It has " + Files.size(file) + " bytes, and cannot be read any more.";
    }
    return Cut.side(told, there, 0, fact, SavedMap.code());
  }
}
