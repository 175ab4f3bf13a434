package dev.persist.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.files.FileBlobStore;
import dev.persist.view.Projection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in this process, each on a store that the one before left. */
class CliTest {
  private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String url() {
    return "sqlite:" + directory.resolve("store");
  }

  private int run(OutputStream to, String in, String... args) {
    out.reset();
    err.reset();
    var shell = new Shell(new ByteArrayInputStream(in.getBytes(UTF_8)), to, err, Map.of("PERSIST_URL", url()), NOON,
        FileBlobStore::open, false);
    return Cli.command(shell).execute(args);
  }

  private String done(String... args) {
    assertThat(run(out, "", args)).as("%s: %s", List.of(args), err).isZero();
    return out.toString(UTF_8);
  }

  private String refused(int code, String... args) {
    assertThat(run(out, "", args)).as("%s: %s", List.of(args), out).isEqualTo(code);
    assertThat(err.toString(UTF_8)).doesNotContain("\tat ");
    return err.toString(UTF_8);
  }

  @Test
  void what_is_appended_is_read() {
    assertThat(done("append", "cart/7", "added", "{\"sku\":\"tea\"}", "--global"))
        .isEqualTo("1  2026-01-31T12:00:00Z  added  {\"sku\":\"tea\"}\n");
    done("append", "cart/7", "added", "{\"sku\":\"cup\"}", "--expect", "1", "--meta", "{\"by\":\"ann\"}");
    assertThat(done("read", "cart/7", "--from", "2"))
        .isEqualTo("2  2026-01-31T12:00:00Z  added  {\"sku\":\"cup\"}  {\"by\":\"ann\"}\n");
    assertThat(done("read", "cart/7", "--limit", "1", "--json")).isEqualTo(
        "{\"at\":\"2026-01-31T12:00:00Z\",\"data\":{\"sku\":\"tea\"},\"meta\":{},\"seq\":1,\"stream\":\"cart/7\","
            + "\"type\":\"added\"}\n");
    assertThat(done("read", "$global")).isEqualTo("1  cart/7 1  2026-01-31T12:00:00Z  added  {\"sku\":\"tea\"}\n");
    assertThat(done("streams")).isEqualTo("cart/7  2\n");
    assertThat(done("streams", "--all", "--json"))
        .isEqualTo("{\"last\":1,\"stream\":\"$global\"}\n{\"last\":2,\"stream\":\"cart/7\"}\n");
    assertThat(done("streams", "dart")).isEmpty();
    assertThat(done("event", "cart/7", "1")).contains("linked  $global 1");
    assertThat(done("event", "cart/7", "2", "--json")).contains("\"links\":[]").contains("\"tags\":[]");
  }

  @Test
  void a_conflict_and_a_key_that_was_used_write_nothing() {
    done("append", "s", "x", "1", "--once", "k");
    assertThat(done("append", "s", "x", "1", "--once", "k")).startsWith("1  ");
    assertThat(refused(1, "append", "s", "x", "2", "--once", "k")).contains("was used for another event");
    assertThat(refused(1, "append", "s", "x", "--expect", "0")).contains("is 1, not 0; nothing was written");
    assertThat(done("streams")).isEqualTo("s  1\n");
  }

  @Test
  void values_are_put_under_conditions() {
    assertThat(done("put", "a", "{\"n\":1}", "--new")).isEqualTo("{\"n\":1}\n");
    assertThat(refused(1, "put", "a", "2", "--new")).contains("is {\"n\":1}, not absent");
    assertThat(refused(1, "put", "a", "2", "--expect", "1")).contains("is {\"n\":1}, not 1");
    done("put", "a", "2", "--expect", "{\"n\":1}");
    assertThat(run(out, "\"piped\"", "put", "b/1", "-")).isZero();
    assertThat(done("get", "b/1", "--json")).isEqualTo("{\"key\":\"b/1\",\"value\":\"piped\"}\n");
    assertThat(done("keys", "--values")).isEqualTo("a  2\nb/1  \"piped\"\n");
    assertThat(done("keys", "b")).isEqualTo("b/1\n");
    assertThat(refused(1, "get", "c")).contains("no key \"c\"");
  }

  @Test
  void a_store_goes_through_a_file_a_copy_and_a_backup_and_is_the_same() {
    done("append", "t/1", "x", "{}", "--once", "k");
    done("append", "u/1", "x", "{}");
    done("put", "t/key", "1");
    var totals = done("verify", "--json");
    var file = directory.resolve("export").toString();
    assertThat(done("export", file, "--json")).isEqualTo(totals);
    var imported = "rocksdb:" + directory.resolve("imported");
    assertThat(done("import", file, "--url", imported, "--json")).isEqualTo(totals);
    assertThat(done("verify", "--url", imported, "--json")).isEqualTo(totals);
    var copied = "sqlite:" + directory.resolve("copied");
    assertThat(done("follow", copied, "--url", imported, "--until", "1000")).isEqualTo("copied 4\n");
    assertThat(refused(1, "read", "t/1", "--url", copied)).contains("filled from a copy");
    assertThat(done("copy", copied, "--url", imported, "--json")).isEqualTo(totals);
    var backups = directory.resolve("backups").toString();
    done("backup", backups);
    var restored = "sqlite:" + directory.resolve("restored");
    assertThat(done("restore", backups, "--url", restored, "--json")).isEqualTo(totals);
    assertThat(done("copy", "sqlite:" + directory.resolve("part"), "--prefix", "t/"))
        .contains("1 streams, 1 events, 1 commits with an id, 1 keys");
    assertThat(done("export", directory.resolve("part.export").toString(), "--prefix", "t/")).contains("1 streams");
  }

  @Test
  void an_export_overwrites_nothing_and_leaves_no_half_of_one() throws Exception {
    var file = Files.writeString(directory.resolve("mine"), "mine");
    done("put", "a", "1");
    assertThat(refused(1, "export", file.toString())).contains("exists");
    assertThat(file).hasContent("mine");
    assertThat(refused(2, "export", directory.resolve("part").toString(), "--prefix", "$")).contains("$");
    assertThat(directory.resolve("part")).doesNotExist();
  }

  @Test
  void a_damaged_export_is_refused() throws Exception {
    done("append", "s", "x");
    var file = directory.resolve("export");
    done("export", file.toString());
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    refused(1, "import", file.toString(), "--url", "memory:");
    assertThat(
        refused(1, "import", directory.resolve("none").toString(), "--url", "sqlite:" + directory.resolve("new")))
        .contains("there is no file");
    assertThat(directory.resolve("new")).doesNotExist();
  }

  @Test
  void readers_are_listed_and_steered() throws Exception {
    try (var store = Persist.open(url())) {
      var types = new Projection<>(0, (count, event) -> count + 1);
      store.log().append("s", "x", NOON.instant(), 1);
      store.snapshots("count", 1, types, Codec.of(Integer.class)).view("s").refresh();
      try (var runner = store.subscription("mail", "s").each(NOON, (event, commit) -> {
        throw new IOException("no\nnetwork");
      })) {
        runner.catchUp();
      }
    }
    assertThat(done("views")).isEqualTo("count  version 1  s  at 1  lag 0\n");
    assertThat(done("subscriptions")).startsWith("mail  stopped at event 1 of s")
        .contains("no\\nnetwork")
        .contains("lag 1");
    assertThat(done("subscriptions", "--json")).contains("\"activity\":\"stopped\"").contains("\"stopped\":{");
    assertThat(done("subscriptions", "skip", "mail")).contains("skipped event 1 of s");
    assertThat(done("subscriptions")).contains("unattended").contains("lag 0");
    done("subscriptions", "pause", "mail");
    assertThat(done("subscriptions")).contains("paused");
    done("subscriptions", "resume", "mail");
    done("subscriptions", "reset", "mail", "s", "0");
    assertThat(done("subscriptions")).contains("unattended").contains("lag 1");
    assertThat(refused(2, "subscriptions", "reset", "mail", "s", "9")).contains("give a seq from 0");
    assertThat(refused(1, "subscriptions", "pause", "male")).contains("\"male\"");
  }

  /** Appends three events to s, of which the snapshot count has {@code kept}. */
  private void kept(int kept) {
    try (var store = Persist.open(url())) {
      for (var seq = 1; seq <= 3; seq++) {
        store.log().append("s", "x", NOON.instant(), seq);
        if (seq == kept) {
          store.snapshots("count", 1, new Projection<>(0, (count, event) -> count + 1), Codec.of(Integer.class))
              .keep("s");
        }
      }
    }
  }

  private void handleAll() throws InterruptedException {
    try (var store = Persist.open(url());
        var runner = store.subscription("mail", "s").each(NOON, (event, commit) -> {})) {
      runner.catchUp();
    }
  }

  private String blobs() {
    return "file:" + directory.resolve("blobs");
  }

  @Test
  void a_stream_is_compacted_to_an_archive_and_reads_and_verifies_as_before() {
    kept(3);
    var before = done("read", "s");
    assertThat(done("compact", "s", "--keep", "1", "--blobs", blobs()))
        .isEqualTo("s  dropped events 1 to 2  to the archive\n");
    assertThat(done("read", "s")).isEqualTo(before.lines().skip(2).findFirst().orElseThrow() + "\n");
    assertThat(err.toString(UTF_8)).contains("the events 1 to 2 were dropped");
    assertThat(done("read", "s", "--blobs", blobs())).isEqualTo(before);
    assertThat(done("read", "s", "--blobs", blobs(), "--from", "2", "--limit", "1")).isEqualTo(
        before.lines().skip(1).findFirst().orElseThrow() + "\n");
    assertThat(done("compact", "s", "--blobs", blobs(), "--json")).isEqualTo(
        "{\"archived\":true,\"dropped\":1,\"dryRun\":false,\"first\":3,\"heldBackBy\":[],\"stream\":\"s\",\"through\":3}\n");
    assertThat(done("compact", "s", "--blobs", blobs())).isEqualTo("s  nothing to drop\n");
    assertThat(done("read", "s", "--blobs", blobs())).isEqualTo(before);
    done("verify", "--blobs", blobs());
    assertThat(done("streams")).isEqualTo("s  3\n");
  }

  @Test
  void a_dry_run_says_what_it_would_drop_and_changes_nothing() {
    kept(2);
    var before = done("verify", "--json");
    assertThat(done("compact", "s", "--blobs", blobs(), "--dry-run", "--json")).isEqualTo(
        "{\"archived\":true,\"dropped\":2,\"dryRun\":true,\"first\":1,\"heldBackBy\":[{\"consumer\":\"snapshot count version 1\","
            + "\"seq\":2}],\"stream\":\"s\",\"through\":2}\n");
    assertThat(done("compact", "s", "--for-good", "--before", "2", "--dry-run"))
        .isEqualTo("s  would drop events 1 to 1  for good\n");
    assertThat(done("verify", "--json")).isEqualTo(before);
  }

  @Test
  void the_oldest_snapshot_and_each_subscription_hold_a_compaction_back() throws Exception {
    kept(2);
    handleAll();
    done("subscriptions", "reset", "mail", "s", "1");
    assertThat(done("compact", "s", "--for-good")).isEqualTo("s  dropped events 1 to 1  for good  "
        + "held back by subscription mail at 1, snapshot count version 1 at 2\n");
    handleAll();
    assertThat(done("compact", "s", "--for-good"))
        .isEqualTo("s  dropped events 2 to 2  for good  held back by snapshot count version 1 at 2\n");
    assertThat(done("subscriptions")).contains("lag 0");
    assertThat(done("read", "s")).startsWith("3  ").hasLineCount(1);
    done("verify");
  }

  @Test
  void a_compaction_that_is_refused_changes_nothing() throws Exception {
    kept(2);
    done("append", "t", "x");
    var before = done("verify", "--json");
    assertThat(refused(1, "compact", "none", "--for-good")).contains("there is no stream \"none\"");
    assertThat(refused(1, "compact", "t", "--for-good")).contains("no snapshot", "nothing was dropped");
    assertThat(refused(1, "compact", "s", "--for-good", "--before", "4"))
        .contains("not all events of stream \"s\" before 4", "held back by snapshot count version 1 at 2");
    assertThat(refused(1, "compact", "s", "--for-good", "--before", "5")).contains("give a seq from 1 to 4");
    assertThat(done("verify", "--json")).isEqualTo(before);
    done("compact", "s", "--blobs", blobs(), "--before", "2");
    before = done("verify", "--json");
    assertThat(refused(1, "compact", "s", "--for-good")).contains("archived events; give --blobs");
    assertThat(refused(1, "compact", "s", "--blobs", blobs() + "2")).contains("open the store with the blob store");
    assertThat(done("verify", "--json")).isEqualTo(before);
    handleAll();
    done("subscriptions", "reset", "mail", "s", "1");
    assertThat(refused(1, "compact", "s", "--blobs", blobs(), "--before", "3"))
        .contains("held back by subscription mail at 1");
    assertThat(done("read", "s")).startsWith("2  ");
  }

  @Test
  void a_damaged_store_is_said_to_be() {
    done("append", "s", "x");
    done("put", "ref",
        "{\"cid\":\"bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq\",\"mime\":\"text/plain\",\"size\":1}");
    done("verify");
    assertThat(refused(1, "verify", "--blobs", "file:" + directory.resolve("blobs"))).contains("1 problems");
    assertThat(out.toString(UTF_8)).contains("key \"ref\"");
  }

  @Test
  void a_name_cannot_steer_the_terminal() {
    done("append", "a\u001b[2Jb", "x\ny");
    assertThat(done("streams")).isEqualTo("\"a\\u001B[2Jb\"  1\n");
    assertThat(done("read", "a\u001b[2Jb")).contains("\"x\\ny\"").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      append s                  | Missing required parameter
      append s x {              | DATA is not JSON
      append s x {} --expect a  | --expect
      append s x {} --meta 1    | meta
      append $s x               | reserved
      append s x {} --at noon   | --at
      put a 1 --new --expect 1  | mutually exclusive
      reed s                    | Did you mean
      read s --form 1           | --form
      read s --from 0           | --from is 0; give 1 or more
      bench --engine postgres   | rocksdb, sqlite
      subscriptions stop a      | stop
      compact s                 | --blobs
      compact s --blobs b --for-good         | mutually exclusive
      compact s --for-good --before 0        | --before is 0; give 1 or more
      compact s --for-good --keep -1         | --keep is -1; give 0 or more
      compact s --for-good --keep 1 --before 2 | mutually exclusive
      """)
  void a_wrong_call_is_exit_code_2_and_says_why(String call, String why) {
    done("put", "a", "1");
    assertThat(refused(2, call.split(" "))).contains(why);
    assertThat(done("streams")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read s", "tail s", "streams", "get a", "keys", "views", "subscriptions", "verify",
      "export f",
      "event s 1", "backup b", "compact s --for-good", "copy memory:", "follow memory:"})
  void a_command_that_reads_makes_no_store(String call) {
    assertThat(refused(1, call.split(" "))).contains("there is no store").contains("correct the URL");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_reader_that_left_ends_a_command_quietly_and_a_full_disk_does_not() {
    done("append", "s", "x");
    assertThat(run(new FailingOutput("Broken pipe"), "", "read", "s")).isZero();
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(run(new FailingOutput("No space left on device"), "", "read", "s")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("No space left on device").hasLineCount(1);
  }

  @Test
  void each_help_has_exit_codes_and_an_example() {
    var commands = Cli
        .command(new Shell(InputStream.nullInputStream(), out, err, Map.of(), NOON, FileBlobStore::open, false));
    assertThat(commands.getSubcommands()).hasSizeGreaterThan(18);
    commands.getSubcommands()
        .values()
        .stream()
        .filter(each -> !each.getCommandSpec().usageMessage().hidden())
        .forEach(command -> {
          assertThat(command.getUsageMessage()).contains("Exit codes:", "Example: persist " + command.getCommandName());
          assertThat(command.getUsageMessage().contains("--json"))
              .isEqualTo(command.getCommand() instanceof ShellCommand);
          command.getSubcommands()
              .values()
              .forEach(sub -> assertThat(sub.getUsageMessage()).contains("Exit codes:",
                  "Example: " + sub.getCommandSpec().qualifiedName()));
        });
  }

  @Test
  void bench_measures_the_disk_and_the_engine_and_leaves_nothing() throws Exception {
    var lines = done("bench", "--engine", "sqlite", "--seconds", "1", "--json", "--directory", directory.toString())
        .lines()
        .map(Json::parse)
        .toList();
    assertThat(lines).hasSize(4).allSatisfy(line -> assertThat(line.tree().get("perSecond").intValue()).isPositive());
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void the_progress_line_says_how_far_and_how_long() {
    assertThat(ProgressLine.text(3_000, 4_000_000, 16_000_000, Duration.ofSeconds(2)))
        .isEqualTo("3,000 parts, 1,500/s, 4 MB of 16, 6 s left");
    assertThat(ProgressLine.text(5, 0, 0, Duration.ZERO)).isEqualTo("5 parts, 5,000/s");
  }

  private static final class FailingOutput extends OutputStream {
    private final String why;

    FailingOutput(String why) {
      this.why = why;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(why);
    }
  }

  @Test
  void the_workshop_is_graded_by_its_script_in_a_clone() throws IOException {
    var clone = directory.resolve("clone");
    assertThat(refused(2, "workshop", "check", "--directory", clone.toString())).contains("there is no " + clone);
    var script = Files.createDirectories(clone.resolve("workshop")).resolve("check");
    Files.writeString(script, "echo graded $1; test $1 = 3");
    assertThat(done("workshop", "check", "3", "--directory", clone.toString())).isEqualTo("graded 3\n");
    refused(1, "workshop", "check", "--directory", clone.toString());
    assertThat(out.toString(UTF_8)).isEqualTo("graded all\n");
  }
}
