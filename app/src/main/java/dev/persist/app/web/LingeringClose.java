package dev.persist.app.web;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Keeps a connection open while its client still sends what nothing will read, such as a body that is too large: for 5 seconds
 * at most after the answer.
 *
 * <p>Most clients read no answer before they have sent all. If the connection is closed before, sending fails, and the answer is
 * lost: see RFC 9112, section 9.6. What Jetty itself refuses, such as a malformed address, does not come here: it closes at once.
 */
final class LingeringClose extends Handler.Wrapper {
  private static final long MOST_SECONDS = 5; // a server that stops waits longer

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return super.handle(request, response, Callback.from(() -> {
      if (request.consumeAvailable()) {
        callback.succeeded();
      } else {
        discard(request, callback);
      }
    }, callback::failed));
  }

  private static void discard(Request request, Callback closing) {
    var client = request.getConnectionMetaData().getConnection().getEndPoint();
    var limit = request.getComponents().getScheduler().schedule(client::close, MOST_SECONDS, TimeUnit.SECONDS);
    new Discarding(client, Callback.from(limit::cancel, closing)).succeeded();
  }

  /** Reads past Jetty, which reads nothing more of a request that it has answered. */
  private record Discarding(EndPoint client, Callback ended) implements Callback {
    @Override
    public void succeeded() {
      var buffer = BufferUtil.allocate(1 << 14);
      try {
        int read;
        do {
          BufferUtil.clear(buffer);
          read = client.fill(buffer);
        } while (read > 0);
        if (read == 0) {
          client.fillInterested(this);
        } else {
          ended.succeeded();
        }
      } catch (IOException e) {
        failed(e);
      }
    }

    @Override
    public void failed(Throwable cause) {
      ended.succeeded(); // the client is gone, or was too slow; the answer was sent
    }
  }
}
