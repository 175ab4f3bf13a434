package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.cli.Shell;
import dev.persist.files.FileBlobStore;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The guide has the help of each command, word for word. */
class CommandLineGuideTest {
  @Test
  void the_guide_shows_each_help_as_it_is() throws Exception {
    var guide = Files.readString(Path.of("..", "docs", "guide", "command-line.md"));
    var out = new ByteArrayOutputStream();
    var shell = new Shell(InputStream.nullInputStream(), out, out, Map.of(), Clock.systemUTC(), FileBlobStore::open,
        false);
    var commands = all(Main.commands(shell)).filter(command -> !command.getCommandSpec().usageMessage().hidden())
        .toList();
    assertThat(commands).hasSizeGreaterThan(20);
    var right = guide;
    for (var command : commands) {
      var help = "```text\n" + command.getUsageMessage(Ansi.OFF) + "```\n";
      var begin = Pattern.quote("```text\nUsage: " + command.getCommandSpec().qualifiedName() + " [");
      right = Pattern.compile(begin + ".*?```\n", Pattern.DOTALL)
          .matcher(right)
          .replaceFirst(Matcher.quoteReplacement(help));
      assertThat(right).as("has a block that begins with %s", begin).contains(help);
    }
    Files.writeString(Path.of("target", "command-line.md"), right);
    assertThat(guide).as("the guide; copy app/target/command-line.md over it").isEqualTo(right);
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandLineGuideTest::all));
  }
}
