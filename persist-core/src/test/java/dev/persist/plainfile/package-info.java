/** The engine of the guide "Write an engine": a file of lines, and all of it in memory. */
@NullMarked
package dev.persist.plainfile;

import org.jspecify.annotations.NullMarked;
