/** The demo: one web app over the three examples, wired by Guice. */
@NullMarked
package dev.persist.app;

import org.jspecify.annotations.NullMarked;
