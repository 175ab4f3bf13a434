package dev.persist.app.pages;

import com.google.inject.Inject;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Lab;
import dev.persist.app.lab.Lab.Seen;
import dev.persist.app.lab.Run;
import dev.persist.app.signin.Caller;
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
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** The pages of the lab: a visitor makes something fail, and sees what comes of it on a map and on persist. */
public final class LabPages implements Routes {
  private static final String SECTION = "/lab";

  private final Lab lab;
  private final WebSettings settings;
  private final Changes changes;
  private final Frame frame;

  @Inject
  LabPages(Lab lab, WebSettings settings, Changes changes, Frame frame) {
    this.lab = lab;
    this.settings = settings;
    this.changes = changes;
    this.frame = frame;
  }

  /** What the first page shows. */
  public record Overview(List<Seen> experiments) {}

  /** What the page of an experiment shows. */
  public record Shown(Seen experiment) {
    /** Returns the number that the form has: that of the last run, else the usual one. */
    public int number(Parameter parameter) {
      return experiment.last()
          .map(run -> run.numbers().getOrDefault(parameter.name(), parameter.usual()))
          .orElse(parameter.usual());
    }

    /** Returns the change that the page shows. */
    public long change() {
      return LabPages.change(experiment.last());
    }
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(SECTION, this::overview, Permission.SIGNED_IN);
    routes.get("/lab/{experiment}", this::show, Permission.SIGNED_IN);
    routes.post("/lab/{experiment}", this::start, Permission.SIGNED_IN);
    routes.get("/lab/{experiment}/live", this::live, Permission.SIGNED_IN);
  }

  private void overview(Context ctx) {
    requireDemo();
    frame.show(ctx, "labs", "Lab", SECTION, LabPages.class, new Overview(lab.all(Caller.of(ctx).user())));
  }

  private void show(Context ctx) {
    var seen = seen(ctx);
    frame.show(ctx, "lab", seen.about().title(), SECTION, LabPages.class, new Shown(seen));
  }

  private void start(Context ctx) {
    var about = seen(ctx).about();
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, SECTION + "/" + about.name(), () -> {
      var engine = Form.text(ctx, "engine").orElse("");
      InvalidField.unless(about.engines().contains(engine), "engine", "must be one of " + about.engines());
      var numbers = new HashMap<String, Integer>();
      for (var parameter : about.parameters()) {
        numbers.put(parameter.name(), (int) Form.number(ctx, parameter.name(), parameter.min(), parameter.max()));
      }
      lab.start(Caller.of(ctx).user(), about.name(), engine, numbers);
      return "The experiment has begun.";
    });
  }

  private void live(Context ctx) {
    var user = Caller.of(ctx).user();
    var name = seen(ctx).about().name();
    changes.answer(ctx, () -> change(lab.last(user, name)), Optional::empty, lab::awaitChange);
  }

  private static long change(Optional<Run.Seen> last) {
    return last.map(Run.Seen::change).orElse(0L);
  }

  private Seen seen(Context ctx) {
    requireDemo();
    return lab.seen(Caller.of(ctx).user(), Params.path(ctx, "experiment"));
  }

  private void requireDemo() {
    if (settings.production()) {
      throw Refusal.of(403,
          "The lab breaks stores of its own, and starts processes, so it is only there in a demo. Start"
              + " one on your machine: persist serve");
    }
  }
}
