package dev.persist.log;

/** What became of an append that expected a seq. */
public sealed interface ExpectResult permits Appended, Conflict {}
