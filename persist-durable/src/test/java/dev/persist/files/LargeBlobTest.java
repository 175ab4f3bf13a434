package dev.persist.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Rule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob goes in and out of a process whose memory it does not fit into. */
class LargeBlobTest {
  private static final long SIZE = 1L << 30;

  @Test
  @Rule("B4")
  void a_gibibyte_goes_through_a_heap_of_64_mebibytes_and_the_size_of_a_ref_takes_none_of_it(@TempDir Path directory)
      throws Exception {
    // With the first compiler alone, as Jvm starts a program, the hash takes ten times as long.
    var child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
        "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), LargeBlob.class.getName(),
        directory.toString(), "" + SIZE).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      assertThat(new String(child.getInputStream().readAllBytes(), UTF_8))
          .matches("a small blob with a large ref is damaged\\Rput " + SIZE + ", read " + SIZE + ", heap 6\\d{7}\\R");
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
