package dev.persist.app.web;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Keeps a connection open while its client still sends what nothing will read, such as a body that is too large: for 5 seconds
 * at most after the answer, and for one while the server stops.
 *
 * <p>Most clients read no answer before they have sent all. If the connection is closed before, sending fails, and the answer is
 * lost: see RFC 9112, section 9.6. What Jetty itself refuses, such as a malformed address, does not come here: it closes at once.
 */
final class LingeringClose extends Handler.Wrapper {
  private volatile Duration most = Duration.ofSeconds(5);

  /** The server stops, and waits for what is under way. */
  void hurry() {
    most = Duration.ofSeconds(1);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return super.handle(request, response, Callback.from(() -> {
      // A client that was not told that the connection closes may send another request, which must not be discarded.
      if (request.getConnectionMetaData().isPersistent() || request.consumeAvailable()) {
        callback.succeeded();
      } else {
        discard(request, callback);
      }
    }, callback::failed));
  }

  private void discard(Request request, Callback answered) {
    var client = request.getConnectionMetaData().getConnection().getEndPoint();
    var discarding = new Discarding(client, answered);
    request.getComponents().getScheduler().schedule(discarding::end, most.toMillis(), TimeUnit.MILLISECONDS);
    discarding.succeeded();
  }

  /** Reads past Jetty, which reads nothing more of a request that it has answered. */
  private static final class Discarding implements Callback {
    private final EndPoint client;
    private final Callback answered;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Discarding(EndPoint client, Callback answered) {
      this.client = client;
      this.answered = answered;
    }

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
          end();
        }
      } catch (IOException e) {
        end();
      }
    }

    @Override
    public void failed(Throwable cause) {
      end();
    }

    /** Ends once. Jetty tells nobody who becomes interested while the connection is closed, so the limit ends it, too. */
    private void end() {
      if (ended.compareAndSet(false, true)) {
        client.close();
        answered.succeeded();
      }
    }
  }
}
