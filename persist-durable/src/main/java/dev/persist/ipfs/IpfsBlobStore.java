package dev.persist.ipfs;

import dev.persist.StoreException;
import dev.persist.blob.BlobStore;
import dev.persist.blob.Cid;
import dev.persist.blob.CidInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;

/**
 * Keeps each blob on an IPFS node, which is used over its RPC API, as Kubo serves it. The node computes the address of
 * what it stores, and this store compares it with its own. The node pins each blob, so that it does not collect it as
 * garbage. A blob is as durable as the node's datastore; Kubo's syncs before it answers.
 *
 * <p>Only the node itself is asked, and never the network behind it: a blob that other nodes have is not there until
 * this node has pinned it ({@code ipfs pin add CID}). So no call searches the network, which may take minutes.
 *
 * <p>The node may be silent for the timeout, 30 seconds by default, while it takes bytes, sends bytes or works on an
 * answer. A call then ends with {@link StoreException.Unavailable}. A call may take longer than that, as long as bytes
 * flow. An interrupt does not cut a call short, and the thread stays interrupted.
 *
 * <p>A put that fails may leave blocks on the node. They are pinned only if the node had all bytes by then. A node does not
 * write a block that it has. So a put does not repair damaged bytes: unpin them and remove their blocks on the node before
 * they are put again ({@code ipfs pin rm}, {@code ipfs block rm}).
 */
public final class IpfsBlobStore extends BlobStore {
  /** The profile unixfs-v1-2025, of which CidBuilder computes the addresses. */
  private static final String ADD = "add?cid-version=1&hash=sha2-256&raw-leaves=true&chunker=size-1048576"
      + "&max-file-links=1024&trickle=false&pin=true&progress=false";

  private final Node node;

  private IpfsBlobStore(Node node) {
    this.node = node;
  }

  /**
   * Opens the store on the node whose RPC API is at {@code url}, {@code ipfs:http://HOST:PORT} or {@code
   * ipfs:https://HOST:PORT}. Seconds may follow, during which the node may be silent: {@code ?timeout=60}. Sends nothing.
   *
   * @throws StoreException.Unavailable when the URL is not of that form
   */
  public static IpfsBlobStore open(String url) {
    return new IpfsBlobStore(Node.at(url));
  }

  @Override
  protected void write(CidInputStream in) throws IOException {
    var form = Multipart.unforeseen();
    var upload = new Upload(node.silence());
    var call = node.post(ADD, form.type(), BodyPublishers.fromPublisher(upload));
    var unused = call.whenComplete((answer, failure) -> upload.cancel());
    try {
      upload.write(form.head());
      in.transferTo(upload);
      upload.write(form.tail());
      upload.complete();
      requireStored(in.cid(), node.await(call));
    } catch (Upload.Ended e) {
      var answer = node.await(call);
      throw node.unexpected(answer, node.text(answer));
    } finally {
      call.cancel(true); // without effect on one that has ended
    }
  }

  private void requireStored(Cid cid, HttpResponse<Download> answer) {
    var text = node.text(answer);
    var theirs = Node.field(text, "Hash");
    if (answer.statusCode() != 200 || theirs.isEmpty()) {
      throw node.unexpected(answer, text);
    }
    if (!theirs.equals(cid.text())) {
      throw new StoreException.Unavailable(node.name() + " stored the bytes of " + cid + " as " + theirs
          + ", where nobody would find them: it does not take the parameters by which their address is computed. "
          + "Update the node to Kubo 0.35 or newer, or apply the profile unixfs-v1-2025 to its configuration");
    }
  }

  @Override
  protected Optional<InputStream> read(Cid cid) {
    return local("cat", cid).map(answer -> {
      if (answer.headers().firstValue("X-Stream-Output").isEmpty()) {
        throw node.unexpected(answer, node.text(answer));
      }
      return answer.body();
    });
  }

  @Override
  protected boolean holds(Cid cid) {
    return local("block/stat", cid).map(answer -> {
      var text = node.text(answer);
      if (!Node.field(text, "Key").equals(cid.text())) {
        throw node.unexpected(answer, text);
      }
      return true;
    }).orElse(false);
  }

  /** Asks the node for what it has itself; empty when it does not have that. */
  private Optional<HttpResponse<Download>> local(String command, Cid cid) {
    var call = node.post(command + "?offline=true&arg=" + cid, "text/plain", BodyPublishers.noBody());
    try {
      var answer = node.await(call);
      if (answer.statusCode() == 200) {
        return Optional.of(answer);
      }
      var text = node.text(answer);
      if (isMissing(Node.field(text, "Message"), cid)) {
        return Optional.empty();
      }
      throw node.unexpected(answer, text);
    } catch (StoreException e) {
      call.cancel(true);
      throw e;
    }
  }

  /** A node has no code for this error, only words: {@code block was not found locally (offline): ipld: could not find CID}. */
  private static boolean isMissing(String message, Cid cid) {
    return message.contains(cid.text()) && (message.contains("not found") || message.contains("could not find"));
  }

  /** Returns the URL of the store. */
  @Override
  public String toString() {
    return node.url();
  }
}
