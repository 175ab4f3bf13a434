package dev.persist.log;

/** The outcome of an append that expected a seq. */
public sealed interface ExpectResult permits Appended, Conflict {}
