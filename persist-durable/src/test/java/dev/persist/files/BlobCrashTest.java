package dev.persist.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Json;
import dev.persist.blob.BlobRef;
import dev.persist.blob.Cid;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 in the middle of puts: what was acknowledged is there, and no half blob. */
@Rule("B7")
class BlobCrashTest {
  private static final int RUNS = 20;

  @TempDir private Path root;

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Returns the refs that were acknowledged before the kill. */
  private List<BlobRef> runAndKill(boolean inPlace) throws IOException {
    var writer = Jvm.start(BlobWriter.class, root.toString(), "" + random.nextLong(), "" + inPlace);
    var answers = 1 + random.nextInt(40);
    var refs = new ArrayList<BlobRef>();
    try (var lines = writer.inputReader(UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(" .")) {
          refs.add(Json.parse(line.substring(0, line.length() - 2)).as(BlobRef.class));
        }
        if (refs.size() == answers) {
          // Process.destroyForcibly would close the stream too, and with it drop what was said.
          writer.toHandle().destroyForcibly();
        }
      }
    } finally {
      writer.toHandle().destroyForcibly();
      writer.onExit().join();
    }
    return refs;
  }

  private void requireWhole(Collection<BlobRef> acknowledged) throws IOException {
    var store = new FileBlobStore(root);
    assertThat(acknowledged).isNotEmpty().allSatisfy(ref -> assertThat(store.get(ref)).isPresent());
    try (var all = Files.walk(root)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        var name = file.getFileName().toString();
        if (name.endsWith(".tmp")) {
          assertThat(file.getParent()).isEqualTo(root);
        } else {
          assertThat(Cid.of(Files.readAllBytes(file))).hasToString(name);
        }
      }
    }
  }

  @Test
  void a_writer_that_is_killed_leaves_whole_blobs_and_temporary_files() throws Exception {
    var acknowledged = new LinkedHashSet<BlobRef>();
    for (var run = 1; run <= RUNS; run++) {
      acknowledged.addAll(runAndKill(false));
      assertThat(acknowledged).as("run %d of -Dcrash.seed=%d", run, seed).isNotEmpty();
      requireWhole(acknowledged);
    }
  }

  @Test
  void a_store_that_writes_blobs_in_their_place_is_found_out() {
    assertThatThrownBy(() -> {
      for (var run = 1; run <= RUNS; run++) {
        requireWhole(runAndKill(true));
      }
    }).hasMessageFindingMatch("blob store|bafk");
  }
}
