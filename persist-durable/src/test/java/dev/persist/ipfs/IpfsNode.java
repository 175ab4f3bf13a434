package dev.persist.ipfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.blob.Cid;
import dev.persist.machine.Needs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An IPFS node on a free port of loopback, with its blocks as files: Helia, behind Kubo's RPC API. One process runs all. */
final class IpfsNode implements AutoCloseable {
  private static @Nullable Process process;

  private final Path blocks;
  private final int port;

  private IpfsNode(Path blocks, int port) {
    this.blocks = blocks;
    this.port = port;
  }

  /** Starts a node that keeps its blocks in {@code blocks} and ignores these parameters, as an older one does. */
  static IpfsNode start(Path blocks, String... ignored) {
    var arguments = new ArrayList<>(List.of(blocks.toString()));
    arguments.addAll(List.of(ignored));
    return new IpfsNode(blocks, tell(arguments));
  }

  /** Sends one line to the process, which answers with a port. It ends when this one does. */
  private static synchronized int tell(List<?> line) {
    try {
      if (process == null) {
        var packages = Needs.npmPackages(Path.of("src", "test", "node"));
        process = new ProcessBuilder("node", "node.mjs").directory(packages.toFile())
            .redirectError(Redirect.INHERIT)
            .start();
      }
      var to = process.outputWriter(UTF_8);
      to.write(Json.of(line) + "\n");
      to.flush();
      return Integer.parseInt(process.inputReader(UTF_8).readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "ipfs:http://127.0.0.1:" + port;
  }

  /** Returns whether the node holds on to what is stored under {@code cid}. */
  boolean pins(Cid cid) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(
          URI.create("http://127.0.0.1:" + port + "/api/v0/pin/ls?type=recursive&arg=" + cid))
          .POST(BodyPublishers.noBody())
          .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }
  }

  /** Returns the files that the blocks are in. */
  List<Path> files() throws IOException {
    try (var all = Files.walk(blocks)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** Stops it, and cuts its connections. */
  @Override
  public void close() {
    tell(List.of(port));
  }
}
