package dev.persist.app.pages;

import dev.persist.app.signin.Caller;
import dev.persist.app.tour.Seen;
import dev.persist.app.tour.Step;
import dev.persist.app.tour.Tours;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.app.web.WebSettings;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the tour: a visitor moves each example from its map onto a store, step by step, and back. */
public final class TourPages implements Routes {
  private static final String SECTION = "/tour";

  private final Tours tours;
  private final WebSettings settings;
  private final Frame frame;

  @Inject
  TourPages(Tours tours, WebSettings settings, Frame frame) {
    this.tours = tours;
    this.settings = settings;
    this.frame = frame;
  }

  /** What the first page shows. */
  public record Overview(List<Seen> tours) {}

  /** What the page of a tour shows. */
  public record Shown(Seen tour, List<Step> later, String user) {}

  @Override
  public void register(RoutesConfig routes) {
    routes.get(SECTION, this::overview, Permission.SIGNED_IN);
    routes.get("/tour/{example}", this::show, Permission.SIGNED_IN);
    routes.post("/tour/{example}", this::act, Permission.SIGNED_IN);
  }

  private void overview(Context ctx) {
    requireDemo();
    frame.show(ctx, "tours", "Migration", SECTION, TourPages.class, new Overview(tours.all(Caller.of(ctx).user())));
  }

  private void show(Context ctx) {
    requireDemo();
    var user = Caller.of(ctx).user();
    var seen = tours.seen(user, Params.path(ctx, "example"));
    var later = Stream.of(Step.values()).skip(seen.outcomes().size() + 1L).toList();
    frame.show(ctx, "tour", "The migration of " + seen.about().name(), SECTION, TourPages.class,
        new Shown(seen, later, user));
  }

  private void act(Context ctx) {
    requireDemo();
    var user = Caller.of(ctx).user();
    var example = Params.path(ctx, "example");
    var about = tours.seen(user, example).about();
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, SECTION + "/" + about.name(), () -> {
      var asked = Form.text(ctx, "do").orElse("");
      if (asked.equals("again")) {
        tours.end(user, example);
        return "The tour begins again. Its store is removed.";
      }
      if (about.calls().contains(asked)) {
        var thing = oneOf(about.things(), ctx, "thing");
        var person = about.hasPerson() ? Form.name(ctx, "person") : user;
        var made = tours.call(user, example, asked, thing, person);
        return made.call() + " was answered " + made.answer() + ".";
      }
      var step = Stream.of(Step.values())
          .filter(each -> each != Step.BEFORE && each.word().equals(asked))
          .findFirst()
          .orElseThrow(() -> new InvalidField("do", "must be a step, again, or one of " + about.calls()));
      tours.take(user, example, step, step == Step.IMPORT ? oneOf(List.of("memory", "rocksdb"), ctx, "engine") : "");
      return "Step " + step.number() + " of " + Step.values().length + " is done: " + step.title() + ".";
    });
  }

  private static String oneOf(List<String> allowed, Context ctx, String field) {
    var given = Form.text(ctx, field).orElse("");
    InvalidField.unless(allowed.contains(given), field, "must be one of " + allowed);
    return given;
  }

  private void requireDemo() {
    if (settings.production()) {
      throw Refusal.of(403, "The tour opens a store for each visitor, so it is only there in a demo. Start one on your"
          + " machine: persist serve");
    }
  }
}
