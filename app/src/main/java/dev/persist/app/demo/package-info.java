/** What the tour and the lab are made of: a store of their own, the code that runs, and tables and orders of steps to show. */
@NullMarked
package dev.persist.app.demo;

import org.jspecify.annotations.NullMarked;
