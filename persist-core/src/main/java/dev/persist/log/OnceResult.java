package dev.persist.log;

/** The outcome of an append that takes effect at most once. */
public sealed interface OnceResult permits Appended, AlreadyAppended, KeyReused {}
