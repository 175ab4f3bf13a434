package dev.persist.ipfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, which one thread writes as fast as the node takes it. Unless it is completed, the node does not get
 * the end of the request.
 */
final class Upload extends OutputStream implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
  private final Duration silence;
  private final Signal wanted = new Signal();
  private volatile Flow.@Nullable Subscriber<? super ByteBuffer> node;
  private volatile boolean ended;

  /** Waits for the node for {@code silence} at most, at each write. */
  Upload(Duration silence) {
    this.silence = silence;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    node = subscriber;
    subscriber.onSubscribe(this);
  }

  @Override
  public void request(long count) {
    for (var i = 0L; i < count && i < 16; i++) { // the client asks for one at a time
      wanted.raise();
    }
  }

  /** Ends the upload: the node takes no more. */
  @Override
  public void cancel() {
    ended = true;
    wanted.raise();
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[]{(byte) one}, 0, 1);
  }

  /**
   * Sends a copy of the bytes.
   *
   * @throws Ended when the node takes no more, since it has answered or cannot be reached
   * @throws IOException when the node takes nothing in time
   */
  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, bytes.length);
    if (length == 0) {
      return;
    }
    if (!wanted.await(silence)) {
      throw new IOException("it took no bytes for " + silence.toSeconds() + " seconds");
    }
    if (ended || node == null) {
      throw new Ended();
    }
    node.onNext(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + length)));
  }

  /** Says that all was written. */
  void complete() {
    if (node != null) {
      node.onComplete();
    }
  }

  /** What ended the upload is known to the call. */
  static final class Ended extends IOException {
    private static final long serialVersionUID = 1;
  }
}
