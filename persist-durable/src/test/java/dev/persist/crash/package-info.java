/** Stores that are killed while they are written, on any engine: a URL says which. */
package dev.persist.crash;
