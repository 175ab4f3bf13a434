package dev.persist.ipfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.persist.StoreException.Unavailable;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands at the node's address is no node, or does not answer as one should. */
class IpfsFaultTest {
  private static final BlobRef REF = new BlobRef(Cid.of(new byte[5]), 5, "text/plain");

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<String> cutOff = new CompletableFuture<>();
  private final BlobStore store = IpfsBlobStore.open(
      "ipfs:http://127.0.0.1:" + listener.getLocalPort() + "?timeout=1");

  IpfsFaultTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    listener.close();
    for (var client : clients) {
      client.close();
    }
  }

  /** What happens to a connection. */
  private enum Manner {
    /** The request is read, answered, and the connection stays. */
    STAYS,
    /** The same, and the connection is closed. */
    HANGS_UP,
    /** The head of the request is read, and no more. */
    TAKES_NO_BODY
  }

  private void answer(Manner manner, String answer) {
    Thread.ofVirtual().start(() -> {
      try {
        while (true) {
          var client = listener.accept();
          clients.add(client);
          Thread.ofVirtual().start(() -> answer(client, manner, answer));
        }
      } catch (IOException e) {
        // closed
      }
    });
  }

  private void answer(Socket client, Manner manner, String answer) {
    try {
      do {
        var request = readUpTo("\r\n\r\n", client);
        if (manner == Manner.TAKES_NO_BODY) {
          return;
        }
        if (request.contains("chunked")) {
          readUpTo("\r\n0\r\n\r\n", client);
        }
        client.getOutputStream().write(answer.getBytes(UTF_8));
      } while (manner == Manner.STAYS);
      client.close();
    } catch (IOException e) {
      // the client or the test has hung up
    }
  }

  private String readUpTo(String end, Socket client) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      var next = client.getInputStream().read();
      if (next < 0) {
        cutOff.complete(read.toString());
        throw new IOException("the client hung up");
      }
      read.append((char) next);
    }
    return read.toString();
  }

  private static String http(String status, String type, String body) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
        + body;
  }

  private void eachCallIsUnavailable(String... messages) {
    for (var call : Calls.all(REF)) {
      var thrown = assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> call.accept(store))
          .withMessageContaining("the blob store ipfs:http://127.0.0.1:" + listener.getLocalPort());
      for (var message : messages) {
        thrown.withMessageContaining(message);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "302 Found", "404 Not Found", "500 Internal Server Error", "502 Bad Gateway"})
  void a_page_is_no_answer_of_a_node(String status) {
    answer(Manner.STAYS, http(status, "text/html", "<html>" + REF.cid() + " not found</html>"));
    eachCallIsUnavailable("status " + status.substring(0, 3), "not as an IPFS node does", "<html>");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      500 Internal Server Error | {"Message":"no space left on device","Code":0,"Type":"error"} | no space left on device
      500 Internal Server Error | {"Message":"ipld: could not find bafkother","Code":0,"Type":"error"} | could not find bafkother
      403 Forbidden | {"Message":"authorization required","Code":0,"Type":"error"} | authorization required
      """)
  void what_a_node_says_is_passed_on(String status, String body, String message) {
    answer(Manner.STAYS, http(status, "application/json", body));
    eachCallIsUnavailable("refuses: ", message);
  }

  @Test
  void json_of_another_server_is_no_answer_of_a_node() {
    answer(Manner.STAYS, http("200 OK", "application/json", "{\"ok\":true}"));
    eachCallIsUnavailable("not as an IPFS node does");
  }

  @Test
  void a_node_that_does_not_answer_is_not_waited_for() {
    answer(Manner.STAYS, "");
    eachCallIsUnavailable("did not answer within 1 seconds", "timeout=SECONDS");
  }

  @Test
  void a_node_that_takes_no_bytes_is_not_waited_for() {
    answer(Manner.TAKES_NO_BODY, "");
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> store.put(new byte[64 << 20], "image/png"))
        .withMessageContaining("it took no bytes for 1 seconds");
  }

  @Test
  void a_node_that_stops_in_the_middle_is_not_waited_for() {
    answer(Manner.STAYS,
        "HTTP/1.1 200 OK\r\nX-Stream-Output: 1\r\nX-Content-Length: 5\r\nContent-Length: 5\r\n\r\n{\"K");
    eachCallIsUnavailable("it sent nothing for 1 seconds");
  }

  @Test
  void a_request_whose_source_fails_is_cut_off() {
    answer(Manner.STAYS, "");
    assertThatIOException().isThrownBy(() -> store.put(new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("gone");
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return read();
      }
    }, "image/png")).withMessage("gone");
    assertThat(cutOff.join()).doesNotContain("\r\n0\r\n\r\n");
  }

  @Test
  void a_reader_that_closes_early_hangs_up() throws IOException {
    answer(Manner.STAYS,
        "HTTP/1.1 200 OK\r\nX-Stream-Output: 1\r\nX-Content-Length: 5\r\nContent-Length: 5\r\n\r\n{\"K");
    try (var in = store.open(REF).orElseThrow()) {
      assertThat(in.read()).isEqualTo('{');
    }
    assertThat(cutOff.join()).isEmpty();
  }

  @Test
  void a_node_that_hangs_up_in_the_middle_is_unavailable() {
    answer(Manner.HANGS_UP, "HTTP/1.1 200 OK\r\nX-Stream-Output: 1\r\nContent-Length: 5\r\n\r\n{\"K");
    eachCallIsUnavailable("cut off");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "ipfs:", "ipfs:x", "ipfs:http://", "ipfs:http://h/api/v0", "ipfs:http://u:secret@h", "ipfs:ftp://h",
      "http://h", "ipfs:http://h?timeout=0", "ipfs:http://h?timeout=", "ipfs:http://h?timeout=1&timeout=2",
      "ipfs:http://h#a", "ipfs:http://h h", "ipfs:http://:5001", "ipfs:http://h:x", "ipfs:/ip4/127.0.0.1/tcp/5001"})
  void a_url_that_names_no_node_is_refused_and_not_shown(String url) {
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> IpfsBlobStore.open(url))
        .withMessageContaining("names no IPFS node; write ipfs:http://HOST:PORT")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "ipfs:http://127.0.0.1:5001", "ipfs:http://127.0.0.1:5001/", "ipfs:https://node.example",
      "ipfs:http://[::1]:5001",
      "ipfs:http://127.0.0.1:5001?timeout=60"})
  void a_url_of_a_node_opens_a_store_of_that_name(String url) {
    assertThat(IpfsBlobStore.open(url))
        .hasToString(url.replaceFirst("/?(\\?.*)?$", ""));
  }
}
