package dev.persist.app.web;

import java.util.List;
import java.util.Optional;

/**
 * What a page shows around its content.
 *
 * @param title the title
 * @param section the path of the entry of the navigation that it belongs to, such as {@code /access}; empty for an error, whose page
 *     does not know the user
 * @param user who is signed in
 * @param admin whether the user is an administrator
 * @param csrf what each form of the page sends, to show that it is of the app
 * @param said what became of the form that was sent before
 * @param source the file behind the page; empty when there is no one file
 */
public record Page(String title, String section, Optional<String> user, boolean admin, String csrf, Optional<Said> said,
    String source) {
  /** An entry of the navigation. */
  public record Section(String path, String name) {}

  private static final List<Section> SECTIONS = List.of(new Section("/access", "Access"),
      new Section("/bookings", "Bookings"), new Section("/orders", "Orders"), new Section("/tour", "Migration"),
      new Section("/lab", "Lab"),
      new Section("/inspect", "Inspector"));

  /** Returns the entries of the navigation. Only administrators may open the last one. */
  public List<Section> sections() {
    return admin ? SECTIONS : SECTIONS.subList(0, SECTIONS.size() - 1);
  }
}
