package dev.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.memory.MemoryBackend;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A stack that overflows in the first call that needs a class: the class would not work any more, for anybody. */
class FirstOverflowTest {
  private static final int STACK_BYTES = 256 << 10;
  private static final int CALLS = 2_000;

  @Test
  void what_overflows_first_leaves_a_store_and_json_as_they_were() throws Exception {
    for (var i = 0; i < 3; i++) {
      try (var classes = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
        ((Runnable) classes.loadClass(Overflows.class.getName()).getConstructor().newInstance()).run();
      }
    }
  }

  private static URL[] classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(entry -> {
      try {
        return Path.of(entry).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }).toArray(URL[]::new);
  }

  /** Runs with classes that nobody used before. */
  public static final class Overflows implements Runnable {
    private final List<Object> cycle = new ArrayList<>();

    @Override
    public void run() {
      cycle.add(cycle);
      var store = Persist.over(new MemoryBackend());
      var thread = new Thread(null, () -> overflow(store, new int[]{CALLS}), "overflows", STACK_BYTES);
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("[1"));
      assertThatIllegalArgumentException().isThrownBy(() -> Json.of(cycle));
      assertThatIllegalArgumentException().isThrownBy(() -> Json.EMPTY.as(Long.class));
      assertThat(Codec.of(Integer.class).encode().apply(1)).isEqualTo(Json.of(1));
      store.kv().put("k", Json.EMPTY);
      assertThat(Json.parse("[1]")).isEqualTo(Json.of(List.of(1)));
    }

    @SuppressWarnings("InfiniteRecursion") // which is the point
    private void overflow(Persist store, int[] calls) {
      try {
        overflow(store, calls);
      } catch (StackOverflowError e) {
        if (calls[0]-- > 0) {
          call(store, calls[0] % 5);
          throw e;
        }
      }
    }

    private void call(Persist store, int which) {
      try {
        switch (which) {
          case 0 -> Json.parse("[1");
          case 1 -> Json.of(cycle);
          case 2 -> Codec.of(Integer.class);
          case 3 -> store.kv().put("k", Json.NULL);
          default -> Json.EMPTY.as(Long.class);
        }
      } catch (StackOverflowError | IllegalArgumentException e) {
        // As is to be.
      }
    }
  }
}
