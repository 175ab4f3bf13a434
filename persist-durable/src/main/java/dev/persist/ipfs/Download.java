package dev.persist.ipfs;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer, which one thread reads as it arrives. At most two parts of it are in memory. */
final class Download extends InputStream implements BodySubscriber<Download> {
  private final Duration silence;
  private final long announced;
  private final Signal changed = new Signal();
  private final Queue<List<ByteBuffer>> arrived = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Throwable failure;

  private final Object lock = new Object();
  private Flow.@Nullable Subscription subscription;
  private boolean closed;

  private final Queue<ByteBuffer> part = new ArrayDeque<>();
  private long read;
  private boolean atEnd;

  /** Waits for the node for {@code silence} at most, at each read, and expects {@code announced} bytes or more. */
  Download(Duration silence, long announced) {
    this.silence = silence;
    this.announced = announced;
  }

  @Override
  public CompletionStage<Download> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    synchronized (lock) {
      subscription = given;
      if (closed) {
        given.cancel();
      } else {
        given.request(1);
      }
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    arrived.add(buffers);
    changed.raise();
  }

  @Override
  public void onError(Throwable given) {
    failure = given;
    changed.raise();
  }

  @Override
  public void onComplete() {
    changed.raise();
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Throws an {@link IOException} when the node sends nothing in time, or sends less than it announced. */
  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, into.length);
    if (length == 0) {
      return 0;
    }
    while (true) {
      var buffer = part.peek();
      if (buffer == null) {
        if (atEnd || !arrives()) {
          return -1;
        }
      } else if (buffer.hasRemaining()) {
        var count = Math.min(length, buffer.remaining());
        buffer.get(into, from, count);
        read += count;
        return count;
      } else {
        part.remove();
      }
    }
  }

  /** Waits for the next part. Returns false at the end. */
  private boolean arrives() throws IOException {
    if (!changed.await(silence)) {
      throw new IOException("it sent nothing for " + silence.toSeconds() + " seconds");
    }
    var buffers = arrived.poll();
    if (buffers != null) {
      part.addAll(buffers);
      ask();
      return true;
    }
    atEnd = true;
    if (failure != null) {
      throw new IOException("its answer was cut off: " + failure, failure);
    }
    if (read < announced) {
      throw new IOException("it broke off after " + read + " of " + announced
          + " bytes; blocks may be missing there, which ipfs repo verify tells");
    }
    return false;
  }

  private void ask() {
    synchronized (lock) {
      if (subscription != null && !closed) {
        subscription.request(1);
      }
    }
  }

  /** Takes no more. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }
}
