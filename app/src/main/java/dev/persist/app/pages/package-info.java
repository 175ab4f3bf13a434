/** The pages that people see: made on the server, with forms that work without scripts. */
@NullMarked
package dev.persist.app.pages;

import org.jspecify.annotations.NullMarked;
