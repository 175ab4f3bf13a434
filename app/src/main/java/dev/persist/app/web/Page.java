package dev.persist.app.web;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a page shows around its content.
 *
 * @param title the title
 * @param section the path of the entry of the navigation that it belongs to, such as {@code /access}; empty for an error, whose page
 *     does not know the user
 * @param user who is signed in
 * @param sections the entries of the navigation
 * @param csrf what each form of the page sends, to show that it is of the app
 * @param said what became of the form that was sent before
 * @param source the file behind the page; empty when there is no one file
 */
public record Page(String title, String section, Optional<String> user, List<Section> sections, String csrf,
    Optional<Said> said, String source) {
  private static final List<Section> ALWAYS = List.of(new Section("/access", "Access"),
      new Section("/bookings", "Bookings"), new Section("/orders", "Orders"));
  private static final List<Section> DEMO = List.of(new Section("/tour", "Migration"), new Section("/lab", "Lab"));
  private static final List<Section> ADMIN = List.of(new Section("/inspect", "Inspector"));

  /** An entry of the navigation. */
  public record Section(String path, String name) {}

  /** Returns the entries of the navigation that a user may open. */
  public static List<Section> sections(boolean demo, boolean admin) {
    return Stream.of(ALWAYS, demo ? DEMO : List.<Section>of(), admin ? ADMIN : List.<Section>of())
        .flatMap(List::stream)
        .toList();
  }
}
