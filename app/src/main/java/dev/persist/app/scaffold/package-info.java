/** Makes a new module from a worked migration: the same code and tests, about another domain. */
@NullMarked
package dev.persist.app.scaffold;

import org.jspecify.annotations.NullMarked;
