package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.web.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator installs, as it is packaged: the script, the one jar, the unit and the completion. */
class InstalledIT {
  private static final String JAVA_HOME = System.getProperty("java.home");

  private final Path home = Needs.installed();

  @TempDir private Path directory;

  /** What a command printed, and its exit code. */
  private record Ended(int code, List<String> output, String errors) {}

  private Process start(Map<String, String> environment, String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    var path = builder.environment().get("PATH");
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", path, "JAVA_HOME", JAVA_HOME, "PERSIST_CACHE", directory + "/cache"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Ended run(Map<String, String> environment, String... command) throws Exception {
    var process = start(environment, command);
    var output = process.inputReader(UTF_8).lines().toList();
    var errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), output, errors);
  }

  private Ended persist(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(home + "/bin/persist"));
    command.addAll(List.of(arguments));
    return run(Map.of(), command.toArray(String[]::new));
  }

  @Test
  void the_script_runs_from_anywhere_also_through_links() throws Exception {
    var link = Files.createSymbolicLink(directory.resolve("first"), home.resolve("bin/persist"));
    Files.createSymbolicLink(directory.resolve("second"), link.getFileName());
    var help = run(Map.of(), "./second", "--help");
    assertThat(help.code).isZero();
    assertThat(help.errors).isEmpty();
    assertThat(help.output.getFirst()).startsWith("Usage: persist");
  }

  /** The other modules have the parent of persist-core. */
  @Test
  void the_command_that_runs_the_app_runs_nothing_in_the_other_modules() throws Exception {
    var root = Path.of("").toAbsolutePath().getParent();
    var maven = new ProcessBuilder(System.getProperty("maven"), "-B", "-ntp",
        "-Dmaven.repo.local=" + System.getProperty("repository"), "exec:exec", "-pl",
        ".,persist-bom,persist-core").directory(root.toFile()).redirectErrorStream(true).start();
    var output = new String(maven.getInputStream().readAllBytes(), UTF_8);
    assertThat(maven.waitFor()).as(output).isZero();
  }

  @Test
  void what_it_is_made_of_is_listed_beside_it() {
    assertThat(home.resolveSibling("bom.json")).content().contains("\"javalin\"", "\"rocksdbjni\"", "\"persist-core\"");
  }

  @Test
  void arguments_and_exit_codes_pass_through_the_script() throws Exception {
    var url = "rocksdb:" + directory.resolve("a store");
    assertThat(persist("append", "s", "x", "{\"said\": \"it's * 1\"}", "--url", url).code).isZero();
    var read = persist("read", "s", "--json", "--url", url);
    assertThat(read.output).singleElement().asString().contains("{\"said\":\"it's * 1\"}");
    assertThat(persist("get", "none", "--url", url)).satisfies(none -> {
      assertThat(none.code).isEqualTo(1);
      assertThat(none.errors).isNotBlank();
    });
    assertThat(persist("nonsense").code).isEqualTo(2);
  }

  @Test
  void the_classes_that_start_it_are_kept_where_only_the_owner_writes() throws Exception {
    var first = persist("--version");
    assertThat(first.errors).isEmpty();
    var cache = directory.resolve("cache");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache))).isEqualTo("rwx------");
    try (var files = Files.list(cache)) {
      assertThat(files.map(file -> file.getFileName().toString())).singleElement().asString().endsWith("-help.jsa");
    }
    var command = home + "/bin/persist";
    var loaded = run(Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + directory + "/loaded"), command, "--version");
    assertThat(loaded.output).isEqualTo(first.output);
    assertThat(Files.readString(directory.resolve("loaded"))).containsPattern(
        "dev\\.persist\\.app\\.Main source: shared objects file \\(top\\)");
    var off = run(Map.of("PERSIST_CACHE", "", "HOME", directory + "/home"), command, "--version");
    assertThat(off.output).isEqualTo(first.output);
    assertThat(directory.resolve("home")).doesNotExist();
  }

  @Test
  void without_java_or_with_an_old_one_it_says_what_to_install() throws Exception {
    var command = home + "/bin/persist";
    var none = run(Map.of("JAVA_HOME", directory.toString()), command, "--help");
    assertThat(none.code).isEqualTo(2);
    assertThat(none.errors).isEqualTo("persist needs Java 21 or newer: install one, or set JAVA_HOME\n");
    var old = Needs.found(Stream.of(11, 17)
        .map(version -> "/usr/lib/jvm/java-" + version + "-openjdk-amd64") // where Debian has it
        .filter(java -> Files.isExecutable(Path.of(java, "bin", "java")))
        .findFirst(), "no Java older than 21 is installed");
    for (var each : List.of(
        run(Map.of("JAVA_HOME", old), command, "--help"),
        run(Map.of(), old + "/bin/java", "-jar", home + "/lib/persist.jar", "--help"))) {
      assertThat(each.code).isEqualTo(2);
      assertThat(each.output).isEmpty();
      assertThat(each.errors).startsWith("persist needs Java 21 or newer; in ").contains(old).hasLineCount(1);
    }
  }

  @Test
  void the_server_starts_answers_and_stops_when_it_is_told_to() throws Exception {
    var serve = start(Map.of("PORT", "0"), home + "/bin/persist", "serve");
    try {
      var line = serve.inputReader(UTF_8).readLine();
      try (var client = new Client(line.substring("listening on ".length()))) {
        assertThat(client.get("/api/health").statusCode()).isEqualTo(200);
      }
      serve.toHandle().destroy();
      assertThat(new String(serve.getErrorStream().readAllBytes(), UTF_8)).isEmpty();
      assertThat(serve.waitFor()).isEqualTo(143);
    } finally {
      serve.destroyForcibly();
    }
    assertThat(directory.resolve("data")).isDirectory();
  }

  @Test
  void systemd_finds_nothing_wrong_with_the_unit() throws Exception {
    Needs.program("systemd-analyze");
    var unit = Files.readString(home.resolve("systemd/persist.service")).replace("/opt/persist", home.toString());
    var checked = run(Map.of(), "systemd-analyze", "verify",
        Files.writeString(directory.resolve("persist.service"), unit).toString());
    assertThat(checked.errors).doesNotContain("persist.service");
    assertThat(checked.code).isZero();
  }

  @Test
  void bash_and_zsh_complete_commands_and_options() throws Exception {
    var completion = home + "/completion/persist";
    var ask = "source " + completion
        + "; COMP_WORDS=(persist sub); COMP_CWORD=1; _complete_persist; echo \"${COMPREPLY[@]}\"";
    assertThat(run(Map.of(), "bash", "-c", ask).output).containsExactly("subscriptions");
    assertThat(run(Map.of(), "bash", "-c",
        ask.replace("persist sub", "persist read --fr").replace("CWORD=1", "CWORD=2")).output)
        .singleElement()
        .asString()
        .contains("--from");
    Needs.program("zsh");
    var inZsh = run(Map.of("HOME", directory.toString()), "zsh", "-f", "-c",
        "autoload -U compinit && compinit -u; " + ask);
    assertThat(inZsh.output).last().asString().contains("subscriptions");
  }
}
