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
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels, and what comes back of requests that are none and of engines that throw. */
class TransportTest {
  private static final Commit COMMIT = Commit.builder()
      .id(new CommitId("s", "k", "d"))
      .streamAt("s", 0)
      .keyIs("a", Json.NULL)
      .keyAbsent("b")
      .append("s", NewEvent.of("x", Instant.EPOCH, Json.NULL))
      .link("all")
      .link("all", new Event("old", 3, "y", Instant.EPOCH, Json.NULL, Json.EMPTY))
      .put("c", Json.NULL)
      .delete("d")
      .truncate("t", 7)
      .forget("u", 8)
      .build();

  private final MemoryBackend memory = new MemoryBackend();
  private final Server server = new Server(memory);

  private static Commit put(String key) {
    return Commit.builder().keyAbsent(key).put(key, Json.NULL).build();
  }

  private static Json together(Server server, Commit... commits) {
    return server.serve(Request.commits(Stream.of(commits).map(Wire::write).toList()).json());
  }

  @Test
  void of_commits_that_came_together_each_is_answered_as_if_it_came_by_itself() {
    assertThat(together(server, put("a"), put("b"), put("a"), put("c")).toString()).isEqualTo(
        "{\"answer\":[{\"answer\":{\"Committed\":[]}},{\"answer\":{\"Committed\":[]}},"
            + "{\"answer\":{\"Conflict\":[{\"Key\":{\"actual\":[null],\"expected\":[],\"key\":\"a\"}}]}},"
            + "{\"answer\":{\"Committed\":[]}}]}");
  }

  @Test
  void one_that_cannot_be_read_fails_alone() {
    var answer = server.serve(new Request("commits", List.of(Wire.write(put("a")), Json.EMPTY)).json());
    assertThat(answer.toString()).startsWith("{\"answer\":[{\"answer\":{\"Committed\":[]}},{\"fault\":");
  }

  @Test
  void an_engine_that_fails_after_it_has_written_is_not_asked_again() {
    var times = new ArrayList<Integer>();
    var failing = new DelegatingBackend(memory) {
      @Override
      public List<CommitResult> commitInOrder(List<Commit> commits) {
        times.add(commits.size());
        super.commit(commits.getFirst());
        throw new IllegalStateException("it broke");
      }

      @Override
      public CommitResult commit(Commit commit) {
        times.add(1);
        return super.commit(commit);
      }
    };
    assertThat(together(new Server(failing), put("a"), put("b")).toString())
        .isEqualTo("{\"fault\":[\"UnknownOutcome\",\"the engine failed: java.lang.IllegalStateException: it broke\"]}");
    assertThat(times).containsExactly(2);
  }

  @Test
  void a_commit_travels_as_this() {
    assertThat(Json.of(Request.commit(COMMIT))).isEqualTo(Json.parse("""
        {"op": "commit", "args": [{
          "id": {"stream": "s", "key": "k", "digest": "d"},
          "guards": [
            {"StreamAt": {"stream": "s", "seq": 0}},
            {"KeyIs": {"key": "a", "value": null}},
            {"KeyAbsent": {"key": "b"}}],
          "ops": [
            {"Append": {"stream": "s", "type": "x", "at": "1970-01-01T00:00:00Z", "data": null, "meta": {}}},
            {"Link": {"stream": "all", "opIndex": 0}},
            {"LinkTo": {"stream": "all", "target": "old", "seq": 3, "at": "1970-01-01T00:00:00Z"}},
            {"Put": {"key": "c", "value": null}},
            {"Delete": {"key": "d"}},
            {"Truncate": {"stream": "t", "throughSeq": 7}},
            {"Forget": {"stream": "u", "throughSeq": 8}}]}]}
        """));
    assertThat(Wire.commit(Request.commit(COMMIT).arg(0, Json.class))).isEqualTo(COMMIT);
  }

  @Test
  void of_the_events_of_a_commit_only_the_seqs_travel_back() {
    var before = Commit.builder()
        .append("old", NewEvent.of("x", Instant.EPOCH, 1))
        .append("old", NewEvent.of("x", Instant.EPOCH, 2))
        .append("old", NewEvent.of("x", Instant.EPOCH, 3))
        .put("a", Json.NULL)
        .build();
    memory.commit(before);
    var answers = new ArrayList<String>();
    var result = new RemoteBackend("r", request -> {
      var answer = server.serve(request);
      answers.add(answer.toString());
      return answer;
    }).commit(COMMIT);
    assertThat(answers).containsExactly("{\"answer\":{\"Committed\":[1,1,2]}}");
    var here = new MemoryBackend();
    here.commit(before);
    assertThat(result).isEqualTo(here.commit(COMMIT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[1,1]", "[1,1,2,3]", "{}", "[1,1,null]"})
  void seqs_that_do_not_fit_the_commit_are_no_answer(String seqs) {
    var remote = new RemoteBackend("r", any -> Json.parse("{\"answer\":{\"Committed\":" + seqs + "}}"));
    assertThatExceptionOfType(StoreException.UnknownOutcome.class).isThrownBy(() -> remote.commit(COMMIT))
        .withMessageStartingWith("the answer of r cannot be read: ");
  }

  @Test
  void commits_that_wait_for_each_other_travel_as_one_request() {
    var requests = new ArrayList<String>();
    var remote = new RemoteBackend("r", request -> {
      requests.add(request.as(Request.class).op());
      return server.serve(request);
    });
    var commit = Commit.builder().append("s", NewEvent.of("x", Instant.EPOCH, 1)).build();
    var taken = Commit.builder().streamAt("s", 0).append("s", NewEvent.of("x", Instant.EPOCH, 1)).build();

    var results = remote.commitInOrder(List.of(commit, commit, taken, commit));

    assertThat(results).hasSize(3);
    assertThat(results.getLast()).isInstanceOf(CommitResult.Conflict.class);
    assertThat(memory.lastSeq("s")).isEqualTo(2);
    assertThat(requests).containsExactly("commit-in-order");
  }

  @Test
  void a_request_holds_the_first_commits_that_are_as_large_as_one_may_be() {
    var remote = new RemoteBackend("r", server::serve);
    var commits = new ArrayList<Commit>();
    for (var i = 0; i < 10; i++) {
      commits.add(Commit.builder().put("key" + i, Json.of("a".repeat(1_000_000))).build());
    }

    assertThat(remote.commitInOrder(commits)).hasSize(8);
    assertThat(memory.keys("", "", 100)).hasSize(8);
  }

  @Test
  void a_server_answers_also_when_its_message_is_cut_within_a_character() {
    for (var length = 190; length < 202; length++) {
      var response = server.serve(Json.of("a".repeat(length) + "\ud83d\ude00".repeat(5)));
      assertThat(response.tree().has("fault")).isTrue();
    }
  }

  @Test
  void a_wait_may_be_longer_or_shorter_than_any_clock_tells() throws Exception {
    var remote = new RemoteBackend("r", server::serve);
    remote.commit(COMMIT);
    assertThat(remote.awaitChange(0, ChronoUnit.FOREVER.getDuration())).isPositive();
    var seen = remote.awaitChange(0, Duration.ZERO);
    assertThat(remote.awaitChange(seen, ChronoUnit.FOREVER.getDuration().negated())).isEqualTo(seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"op\":\"bogus\",\"args\":[]}", "{\"op\":\"read\",\"args\":[\"s\"]}",
      "{\"op\":\"read\",\"args\":[\"s\",\"one\",1]}", "{\"op\":\"read\",\"args\":[\"s\",1,0]}",
      "{\"op\":\"follow\",\"args\":[[{\"stream\":\"s\"}]]}", "{\"op\":\"follow\",\"args\":[[null]]}",
      "{\"op\":\"follow\",\"args\":[null]}",
      "{\"op\":\"streams\",\"args\":[\"\",-1]}", "{\"op\":\"kv-entries\",\"args\":[\"\",\"\",-1]}",
      "{\"op\":\"commit\",\"args\":[{\"id\":null,\"guards\":[],\"ops\":[{\"Shred\":{}}]}]}",
      "{\"op\":\"commit\",\"args\":[{\"id\":null,\"guards\":[],\"ops\":[{\"Put\":{\"key\":\"\",\"value\":1}}]}]}",
      "{\"op\":\"commit\",\"args\":[{\"id\":null,\"guards\":[{\"StreamAt\":{\"stream\":\"s\"}}],\"ops\":[]}]}",
      "{\"op\":null,\"args\":[]}", "{}", "[]", "null", "7"
  })
  void a_request_that_is_none_is_refused_and_changes_nothing(String request) {
    var response = server.serve(Json.parse(request));
    assertThatThrownBy(() -> new RemoteBackend("r", any -> response).lastSeq("s"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(memory.keys("", "", 1)).isEmpty();
  }

  @Test
  void who_waits_hears_that_it_was_closed() {
    var remote = new RemoteBackend("r", server::serve);
    var waiting = new FutureTask<>(() -> remote.awaitChange(1, Duration.ofHours(1)));
    Thread.ofVirtual().start(waiting);
    remote.close();
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(StoreException.Closed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "{}", "{\"answer\":\"x\"}", "{\"answer\":[1]}", "{\"fault\":[]}",
      "{\"more\":1}"})
  void after_an_answer_that_is_none_nobody_knows_what_a_commit_came_to(String answer) {
    var remote = new RemoteBackend("r", any -> Json.parse(answer));
    assertThatExceptionOfType(StoreException.UnknownOutcome.class).isThrownBy(() -> remote.commit(COMMIT))
        .withMessageStartingWith("the answer of r cannot be read: ");
  }

  @Test
  void an_unknown_request_is_named() {
    assertThat(server.serve(Json.parse("{\"op\":\"bogus\",\"args\":[]}")))
        .hasToString("{\"fault\":[\"IllegalArgumentException\",\"unknown request \\\"bogus\\\"\"]}");
  }

  static List<StoreException> faults() {
    var cause = new IOException();
    return List.of(new StoreException.UnknownOutcome("cut", cause), new StoreException.Failed("full", cause),
        new StoreException.Refused("no", cause),
        new StoreException.Damaged("bits"), new StoreException.Unavailable("down"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_fault_of_the_engine_is_that_fault_here(StoreException fault) {
    var failing = new DelegatingBackend(memory) {
      @Override
      public CommitResult commit(Commit commit) {
        throw fault;
      }
    };
    var remote = new RemoteBackend("r", new Server(failing)::serve);
    assertThatExceptionOfType(fault.getClass()).isThrownBy(() -> remote.commit(COMMIT)).withMessage(fault.getMessage());
  }

  @Test
  void a_store_closed_there_is_unavailable_here() {
    memory.close();
    var remote = new RemoteBackend("r", server::serve);
    assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(() -> remote.lastSeq("s"))
        .withMessageContaining("memory: is closed");
  }
}
