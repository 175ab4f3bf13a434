/** The lab: experiments that make something fail for real, once on the map of an example and once on persist. */
@NullMarked
package dev.persist.app.lab;

import org.jspecify.annotations.NullMarked;
