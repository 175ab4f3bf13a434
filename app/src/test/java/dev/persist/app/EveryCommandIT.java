package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Persist;
import dev.persist.app.cli.Shell;
import dev.persist.files.FileBlobStore;
import dev.persist.view.Projection;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command as a process of the installed script: what it says when it works, and when it is called in a wrong way. */
class EveryCommandIT {
  /** In this order, on one store: the exit code, the command, and a part of what it prints, to standard error if it fails. */
  private static final String RUNS = """
      0 | append s x {"n":1} --global | 1  20
      1 | append s x {} --expect 0 | is 1, not 0; nothing was written
      0 | read s | x  {"n":1}
      2 | read | Missing required parameter
      0 | event s 1 | linked  $global 1
      1 | event s 9 | 9
      0 | streams | s  1
      2 | streams --form | --form
      0 | put k 1 --new | 1
      1 | put k 2 --new | is 1, not absent
      0 | get k | 1
      1 | get none | no key "none"
      0 | keys | k
      2 | keys a b | Unmatched argument
      0 | views | count  version 1  r  at 1  lag 0
      2 | views a | Unmatched argument
      0 | subscriptions | mail  stopped at event 1 of r
      0 | subscriptions skip mail | skipped event 1 of r
      0 | subscriptions pause mail | mail
      0 | subscriptions resume mail | mail
      0 | compact r --blobs file:archive | r  dropped events 1 to 1  to the archive
      1 | compact s --for-good | no snapshot
      0 | subscriptions reset mail r 0 | mail
      1 | subscriptions pause male | male
      0 | export file | 3 streams
      1 | export file | exists
      0 | import file --url sqlite:imported | 3 streams
      1 | import none --url sqlite:new | there is no file
      0 | follow sqlite:copied --until 1000 | copied
      1 | follow nonsense:x | nonsense
      0 | copy sqlite:copied | 3 streams
      1 | copy nonsense:x | nonsense
      0 | verify | 3 streams
      1 | verify --url nonsense:x | nonsense
      0 | backup backups | backed up to backups
      1 | backup backups --url memory: | makes no backups
      0 | restore backups --url rocksdb:restored | 3 streams
      1 | restore backups --url rocksdb:restored | restored
      0 | bench --seconds 1 | commit to rocksdb
      2 | bench --engine postgres | rocksdb, sqlite
      0 | new inventory --from example-acl --package com.acme.inventory | made inventory from example-acl
      1 | new inventory --from example-acl --package com.acme.inventory | inventory exists
      1 | tail s --url nonsense:x | nonsense
      0 | workshop check --help | grades it
      2 | workshop check 3 | there is no ./workshop/check
      2 | serve --port none | PORT is "none"
      """;

  @TempDir private Path directory;

  private ProcessBuilder persist(List<String> arguments) {
    var command = new ArrayList<>(List.of(Needs.installed().resolve("bin/persist").toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment()
        .putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "PERSIST_URL", "rocksdb:store",
            "PERSIST_CACHE", directory + "/cache"));
    return builder;
  }

  @Test
  void each_command_works_and_says_what_is_wrong() throws Exception {
    try (var store = Persist.open("rocksdb:" + directory.resolve("store"))) {
      store.log().append("r", "x", Clock.systemUTC().instant(), 1);
      store.snapshots("count", 1, new Projection<>(0, (count, event) -> count + 1), Codec.of(Integer.class))
          .view("r")
          .refresh();
      try (var runner = store.subscription("mail", "r").each(Clock.systemUTC(), (event, commit) -> {
        throw new IllegalStateException("no network");
      })) {
        runner.catchUp();
      }
    }
    var tested = new TreeSet<String>();
    for (var line : RUNS.lines().toList()) {
      var parts = line.split(" \\| ", 3);
      var arguments = List.of(parts[1].split(" "));
      var process = persist(arguments).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      var errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as("%s: %s%s", line, output, errors).isEqualTo(Integer.parseInt(parts[0]));
      assertThat(parts[0].equals("0") ? output : errors).as(line).contains(parts[2]).doesNotContain("\tat ");
      assertThat(parts[0].equals("0") ? errors : output).as(line).isEmpty();
      tested.add(arguments.getFirst());
    }
    var nothing = new ByteArrayOutputStream();
    var shell = new Shell(InputStream.nullInputStream(), nothing, nothing, Map.of(), Clock.systemUTC(),
        FileBlobStore::open,
        false);
    tested.add("generate-completion"); // the build runs it, and InstalledIT uses what it printed
    assertThat(tested).isEqualTo(new TreeSet<>(Main.commands(shell).getSubcommands().keySet()));
  }

  @Test
  void tail_goes_on_until_it_is_told_to_stop() throws Exception {
    try (var store = Persist.open("rocksdb:" + directory.resolve("store"))) {
      store.log().append("s", "x", Clock.systemUTC().instant(), 1);
    }
    var tail = persist(List.of("tail", "s")).start();
    try {
      assertThat(tail.inputReader(UTF_8).readLine()).startsWith("1  ").endsWith("x  1");
      assertThat(tail.isAlive()).isTrue();
      tail.toHandle().destroy();
      assertThat(tail.waitFor()).isEqualTo(143);
      assertThat(new String(tail.getErrorStream().readAllBytes(), UTF_8)).isEmpty();
    } finally {
      tail.destroyForcibly();
    }
  }
}
