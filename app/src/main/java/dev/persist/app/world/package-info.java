/** What a demo shows on its first day: a small conference, made by the commands of the examples. */
@NullMarked
package dev.persist.app.world;

import org.jspecify.annotations.NullMarked;
