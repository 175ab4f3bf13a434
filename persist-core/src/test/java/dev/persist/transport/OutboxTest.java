package dev.persist.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.memory.MemoryBackend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two commits are on their way and held up there. Those that wait meanwhile go together. */
class OutboxTest {
  private static final Json LARGE = Json.of("a".repeat(1_000_000));

  private final MemoryBackend memory = new MemoryBackend();
  private final List<Request> sent = new CopyOnWriteArrayList<>();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<FutureTask<CommitResult>> first = new ArrayList<>();
  private final List<FutureTask<CommitResult>> waiting = new ArrayList<>();

  private RemoteBackend remote(UnaryOperator<Json> transport) {
    var remote = new RemoteBackend("r", request -> {
      sent.add(request.as(Request.class));
      if (sent.size() <= 2) {
        awaitGoOn();
      }
      return transport.apply(request);
    });
    for (var i = 1; i <= 2; i++) {
      first.add(start(remote, append("first" + i)));
      while (sent.size() < i) {
        Thread.onSpinWait();
      }
    }
    return remote;
  }

  private void awaitGoOn() {
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static FutureTask<CommitResult> start(RemoteBackend remote, Commit commit) {
    var task = new FutureTask<>(() -> remote.commit(commit));
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  /** Has a thread commit, and returns when it waits. */
  private void commitNext(RemoteBackend remote, Commit commit) {
    var task = new FutureTask<>(() -> remote.commit(commit));
    var thread = Thread.ofPlatform().daemon().start(task);
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    waiting.add(task);
  }

  private static Commit append(String stream) {
    return Commit.builder().append(stream, NewEvent.of("x", Instant.EPOCH, 1)).build();
  }

  private static Commit put(String key, int bytes) {
    return Commit.builder().put(key, Json.of("a".repeat(bytes))).build();
  }

  private List<String> ops() {
    return sent.stream().map(request -> request.op() + " " + request.args().size()).toList();
  }

  @Test
  void each_has_the_answer_to_its_own_commit() throws Exception {
    var failing = new DelegatingBackend(memory) {
      @Override
      public CommitResult commit(Commit commit) {
        if (commit.equals(append("bad"))) {
          throw new StoreException.Refused("not this one", new IllegalStateException());
        }
        return super.commit(commit);
      }
    };
    var remote = remote(new Server(failing)::serve);
    commitNext(remote, append("a"));
    commitNext(remote, Commit.builder().streamAt("b", 7).append("b", NewEvent.of("x", Instant.EPOCH, 1)).build());
    commitNext(remote, append("bad"));
    commitNext(remote, append("c"));
    goOn.countDown();

    assertThat(waiting.get(0).get()).isInstanceOf(CommitResult.Committed.class)
        .extracting(Object::toString)
        .asString()
        .contains("stream=a");
    assertThat(waiting.get(1).get()).isInstanceOf(CommitResult.Conflict.class);
    assertThatThrownBy(waiting.get(2)::get).hasCauseInstanceOf(StoreException.Refused.class)
        .hasMessageContaining("not this one");
    assertThat(waiting.get(3).get()).extracting(Object::toString).asString().contains("stream=c");
    assertThat(memory.streams("", 10)).containsExactly("a", "c", "first1", "first2");
    assertThat(ops()).containsExactly("commit 1", "commit 1", "commits 4");
  }

  @Test
  void a_lost_answer_is_an_unknown_outcome_for_each_of_them() {
    var server = new Server(memory);
    var remote = remote(request -> {
      server.serve(request);
      if (sent.size() > 2) {
        throw new StoreException.UnknownOutcome("cut", new IllegalStateException());
      }
      return Json.parse("{\"fault\":[\"Unavailable\",\"down\"]}");
    });
    commitNext(remote, append("a"));
    commitNext(remote, append("b"));
    goOn.countDown();

    for (var task : waiting) {
      assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get)
          .withCauseInstanceOf(StoreException.UnknownOutcome.class)
          .withMessageContaining("cut");
    }
    assertThat(memory.streams("", 10)).contains("a", "b");
  }

  @Test
  void a_refusal_of_the_request_is_one_of_each_of_them() {
    var remote = remote(request -> Server.refusal("stopping"));
    commitNext(remote, append("a"));
    commitNext(remote, append("b"));
    goOn.countDown();

    for (var task : waiting) {
      assertThatThrownBy(task::get).hasCauseInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("stopping");
    }
  }

  @Test
  void when_the_thread_that_sends_dies_the_others_know_that_they_know_nothing() {
    var remote = remote(request -> {
      throw new LinkageError("this thread's");
    });
    commitNext(remote, append("a"));
    commitNext(remote, append("b"));
    goOn.countDown();

    assertThatThrownBy(waiting.get(0)::get).hasCauseInstanceOf(LinkageError.class);
    assertThatThrownBy(waiting.get(1)::get).hasCauseInstanceOf(StoreException.UnknownOutcome.class);
    commitNext(remote, append("c"));
    assertThatThrownBy(waiting.get(2)::get).as("the next has its turn").hasCauseInstanceOf(LinkageError.class);
  }

  @Test
  void a_response_to_too_few_is_an_unknown_outcome() {
    var remote = remote(request -> Json.parse("{\"answer\":[]}"));
    commitNext(remote, append("a"));
    commitNext(remote, append("b"));
    goOn.countDown();

    for (var task : waiting) {
      assertThatThrownBy(task::get).hasCauseInstanceOf(StoreException.UnknownOutcome.class)
          .hasMessageContaining("r answered 0 of 2 commits");
    }
  }

  @Test
  void a_request_holds_as_many_bytes_as_a_commit_may_have() throws Exception {
    var remote = remote(new Server(memory)::serve);
    for (var i = 0; i < 9; i++) {
      commitNext(remote, put("key" + i, 1_000_000));
    }
    commitNext(remote, Commit.builder().keyAbsent("a").keyAbsent("b").put("c", Json.of(1)).build());
    goOn.countDown();

    for (var task : waiting) {
      assertThat(task.get()).isInstanceOf(CommitResult.Committed.class);
    }
    assertThat(ops()).containsExactlyInAnyOrder("commit 1", "commit 1", "commits 8", "commits 2");
  }

  /** Writes 8 MB in a commit, and returns a small retry of it. */
  private Commit retryOfLarge(int number) {
    var id = new CommitId("s", "k" + number, "d");
    var large = Commit.builder().id(id);
    for (var i = 0; i < 8; i++) {
      large.append("s", NewEvent.of("x", Instant.EPOCH, LARGE));
    }
    memory.commit(large.build());
    return Commit.builder().id(id).build();
  }

  /** Carries what HTTP does, and no larger answer. */
  private static UnaryOperator<Json> carrying(Server server) {
    return request -> {
      var answer = server.serve(request);
      if (answer.size() > 64 << 20) {
        throw new StoreException.UnknownOutcome("an answer of " + answer.size() + " bytes",
            new IllegalStateException());
      }
      return answer;
    };
  }

  @Test
  void retries_whose_outcomes_are_together_larger_than_a_message_are_answered() throws Exception {
    var remote = remote(carrying(new Server(memory)));
    for (var i = 0; i < 9; i++) {
      commitNext(remote, retryOfLarge(i));
    }
    commitNext(remote, append("new"));
    goOn.countDown();

    for (var i = 0; i < 9; i++) {
      var first = 8L * i + 1;
      assertThat(waiting.get(i).get()).isInstanceOfSatisfying(CommitResult.AlreadyCommitted.class,
          retried -> assertThat(retried.events()).hasSize(8).first().extracting(Event::seq).isEqualTo(first));
    }
    assertThat(waiting.getLast().get()).isInstanceOf(CommitResult.Committed.class);
    assertThat(memory.lastSeq("new")).as("a new commit is not sent again").isEqualTo(1);
    assertThat(ops().subList(0, 3)).containsExactly("commit 1", "commit 1", "commits 10");
    assertThat(ops().subList(3, sent.size())).hasSize(5).containsOnly("commit 1");
  }

  @Test
  void retries_in_order_whose_outcomes_are_together_larger_than_a_message_are_answered_in_part() {
    var retries = IntStream.range(0, 10).mapToObj(this::retryOfLarge).toList();
    var remote = new RemoteBackend("r", carrying(new Server(retried(memory))));

    assertThat(remote.commitInOrder(retries)).hasSize(4).hasOnlyElementsOfType(CommitResult.AlreadyCommitted.class);
  }

  @Test
  void a_server_that_always_asks_again_leaves_the_outcome_unknown() {
    var remote = remote(request -> Json.parse(request.as(Request.class).op().equals("commits")
        ? "{\"answer\":[{\"again\":[]},{\"again\":[]}]}"
        : "{\"again\":[]}"));
    commitNext(remote, append("a"));
    commitNext(remote, append("b"));
    goOn.countDown();

    for (var task : waiting) {
      assertThatThrownBy(task::get).hasCauseInstanceOf(StoreException.UnknownOutcome.class);
    }
  }

  /** An engine that goes on after a retry, as engines that write in groups do. */
  private static DelegatingBackend retried(MemoryBackend memory) {
    return new DelegatingBackend(memory) {
      @Override
      public List<CommitResult> commitInOrder(List<Commit> commits) {
        return commits.stream().map(memory::commit).toList();
      }
    };
  }
}
