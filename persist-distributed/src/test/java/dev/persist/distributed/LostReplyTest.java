package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.PostgresProcess;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that ends while a transaction commits. */
class LostReplyTest {
  private PostgresProcess server;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    var port = PostgresProcess.freePort();
    server = PostgresProcess.start(PostgresProcess.newData(), port);
    proxy = new Proxy(port);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  @Rule("C9")
  void a_commit_whose_reply_is_lost_takes_effect_once_and_is_answered() throws IOException {
    try (var store = Persist.open("scalardb:" + file())) {
      append(store, "warm", 1); // leaves a mark
      for (var seq = 1; seq <= 5; seq++) {
        proxy.lost.set(1);
        append(store, "s", seq);
        assertThat(proxy.lost.get()).isZero();
        assertThat(store.log().lastSeq("s")).isEqualTo(seq);
      }
    }
  }

  @Test
  @Rule("C9")
  void a_lost_reply_stays_unknown_when_the_next_attempt_fails_for_another_reason() throws IOException {
    var file = file();
    try (var store = Persist.open("scalardb:" + file)) {
      append(store, "warm", 1); // leaves a mark
      append(store, "warm", 2); // keeps the prefixes in mind, so that the next one is committed in one phase
      proxy.afterLoss = () -> Settings.read("scalardb:" + file)
          .partitions()
          .forEach(partition -> Servers.execute(partition.server(),
              "ALTER TABLE " + partition.table("cell") + " RENAME TO away"));
      proxy.lost.set(1);
      assertThatThrownBy(() -> append(store, "warm", 3)).isInstanceOf(StoreException.UnknownOutcome.class);
    }
  }

  private Path file() throws IOException {
    var file = Servers.newStore(List.of(proxy.port(), proxy.port(), proxy.port()));
    // A statement that was prepared would go without its text.
    return Files.writeString(file, Files.readString(file).replace("/postgres?", "/postgres?prepareThreshold=0&"));
  }

  private static void append(Persist store, String stream, int seq) {
    var appended = store.log().append(stream, List.of(NewEvent.of("x", Instant.EPOCH, seq)));
    assertThat(appended.getLast().seq()).isEqualTo(seq);
  }

  /** Passes on what both say, except the replies to the next so many commits of what was written: then it ends the connection. */
  private static final class Proxy implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger lost = new AtomicInteger();
    private volatile Runnable afterLoss = () -> {};

    Proxy(int server) throws IOException {
      Thread.ofPlatform().daemon().start(() -> {
        try {
          while (true) {
            var client = listening.accept();
            var muted = new AtomicBoolean();
            var there = new Socket(InetAddress.getLoopbackAddress(), server);
            Thread.ofPlatform().daemon().start(() -> requests(client, there, muted));
            Thread.ofPlatform().daemon().start(() -> replies(there, client, muted));
          }
        } catch (IOException e) {
          // It was closed.
        }
      });
    }

    int port() {
      return listening.getLocalPort();
    }

    private void requests(Socket client, Socket server, AtomicBoolean muted) {
      try (client; server) {
        var bytes = new byte[1 << 16];
        var in = client.getInputStream();
        var wrote = false; // the store also reads in the background, and ends that by a commit
        for (var n = in.read(bytes); n >= 0; n = in.read(bytes)) {
          var said = new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
          var isCommit = wrote && said.contains("COMMIT");
          wrote = !isCommit && (wrote || said.contains("INSERT INTO") || said.contains("UPDATE"));
          if (isCommit && lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            muted.set(true); // the client hears no more
            server.getOutputStream().write(bytes, 0, n);
            Thread.sleep(200); // the server commits
            afterLoss.run();
            return;
          }
          server.getOutputStream().write(bytes, 0, n);
        }
      } catch (IOException | InterruptedException e) {
        // One of the two has gone.
      }
    }

    private static void replies(Socket server, Socket client, AtomicBoolean muted) {
      try (server; client) {
        pass(server.getInputStream(), client.getOutputStream(), muted);
      } catch (IOException e) {
        // One of the two has gone.
      }
    }

    private static void pass(InputStream in, OutputStream out, AtomicBoolean muted) throws IOException {
      var bytes = new byte[1 << 16];
      for (var n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        if (!muted.get()) {
          out.write(bytes, 0, n);
        }
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
