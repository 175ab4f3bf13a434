/**
 * Grades an office. A trial puts it into a situation and records what it answers. The checker of the project for
 * linearizability says whether the answers can be right.
 */
@NullMarked
package dev.persist.workshop.check;

import org.jspecify.annotations.NullMarked;
