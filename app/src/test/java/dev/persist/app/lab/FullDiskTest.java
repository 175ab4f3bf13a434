package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.StoreException;
import dev.persist.app.Needs;
import dev.persist.spi.Backend;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullDiskTest {
  @TempDir private Path within;

  private static void needsMounts() {
    Needs.found(Machine.mayNotMount().isEmpty() ? Optional.of(true) : Optional.empty(), "only root may mount");
  }

  private static String mounts() throws IOException {
    return Files.readString(Path.of("/proc/mounts"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite"})
  void a_file_that_is_written_over_is_lost_and_the_store_loses_nothing(String engine) throws Exception {
    needsMounts();
    var result = Ran.of(new FullDisk(), within, engine, Map.of("seats", 100));
    assertThat(Result.number(result.before(), "told")).isGreaterThanOrEqualTo(100);
    assertThat(Result.number(result.before(), "lost")).isEqualTo(Result.number(result.before(), "told"));
    assertThat(result.before().facts()).first().asString().contains("No space left on device");
    var after = result.after();
    assertThat(Result.number(after, "told")).isGreaterThanOrEqualTo(100);
    assertThat(Result.number(after, "lost")).isZero();
    assertThat(Result.number(after, "there") - Result.number(after, "told")).isBetween(0L, 1L);
    assertThat(Result.number(after, "goes on without being opened again")).isZero();
    assertThat(Result.number(after, "refuses when opened again")).isZero();
    assertThat(after.good()).isTrue();
    assertThat(after.facts()).first().asString().startsWith("The booking that found the disk full: ");
    assertThat(mounts()).doesNotContain(within.toString());
  }

  /** Says that the first commit without room was made. */
  private static final class Hiding extends Between {
    private boolean hidden;

    Hiding(Backend backend) {
      super(backend);
    }

    @Override
    public CommitResult commit(Commit commit) {
      try {
        return super.commit(commit);
      } catch (StoreException e) {
        if (hidden) {
          throw e;
        }
        hidden = true;
        return new CommitResult.Committed(List.of());
      }
    }
  }

  @Test
  void a_store_that_hides_that_it_had_no_room_is_found_out() throws Exception {
    needsMounts();
    var after = Ran.of(new FullDisk(Hiding::new), within, "sqlite", Map.of("seats", 20)).after();
    assertThat(Result.number(after, "lost")).isEqualTo(1);
    assertThat(after.good()).isFalse();
  }

  @Test
  void a_machine_on_which_a_mount_fails_may_not_mount() {
    assertThat(Machine.works(directory -> {
      throw new UncheckedIOException(new IOException("no room"));
    })).isFalse();
  }

  @Test
  void a_disk_is_unmounted_also_when_a_file_of_it_is_open() throws Exception {
    needsMounts();
    var directory = Files.createDirectory(within.resolve("disk"));
    OutputStream open;
    try (var mount = Mount.tmpfs(directory, "64k")) {
      open = Files.newOutputStream(mount.path().resolve("file"));
      assertThat(mounts()).contains(directory.toString());
    }
    try (open) {
      assertThat(mounts()).doesNotContain(directory.toString());
      open.write(1);
    }
  }
}
