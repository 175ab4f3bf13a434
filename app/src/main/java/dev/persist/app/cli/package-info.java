/** The command line: a class a command, over a store or over a server's URL. */
@NullMarked
package dev.persist.app.cli;

import org.jspecify.annotations.NullMarked;
