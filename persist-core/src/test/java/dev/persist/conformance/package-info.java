/** The conformance kit: what every engine must do. An engine is certified by a subclass of {@link ConformanceKit}. */
@NullMarked
package dev.persist.conformance;

import org.jspecify.annotations.NullMarked;
