package dev.persist.app.pages;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** A file of the documentation, as HTML, and which of them is about what a page shows. */
public record Chapter(String title, String path) {
  private static final List<Extension> EXTENSIONS = List
      .of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  /** The files are ours, so the HTML in them stays. What may be wider than a phone can be reached with the keyboard. */
  private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
      .extensions(EXTENSIONS)
      .attributeProviderFactory(context -> (node, tag, attributes) -> {
        if (List.of("pre", "table").contains(tag)) {
          attributes.put("tabindex", "0");
        }
      })
      .build();

  private static final Map<String, Chapter> ABOUT = Map.of(
      "/", new Chapter("Tutorial", "docs/guide/tutorial.md"),
      "/access", new Chapter("Access as events", "example-acl/README.md"),
      "/bookings", new Chapter("Bookings as events", "example-bookings/README.md"),
      "/orders", new Chapter("Orders as events", "example-ledger/README.md"),
      "/tour", new Chapter("Migrating", "docs/guide/migrating.md"),
      "/lab", new Chapter("Safety", "docs/safety.md"),
      "/inspect", new Chapter("Streams", "docs/guide/streams.md"),
      "/api", new Chapter("The API", "docs/guide/api.md"),
      "/sign-in", new Chapter("Sign-in", "docs/guide/sign-in.md"));

  /** Returns the chapter about the pages of {@code section}, an entry of the navigation. */
  public static Optional<Chapter> about(String section) {
    return Optional.ofNullable(ABOUT.get(section));
  }

  /** Returns {@code markdown} as HTML. */
  static String html(String markdown) {
    return RENDERER.render(PARSER.parse(markdown));
  }
}
