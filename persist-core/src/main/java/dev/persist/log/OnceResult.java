package dev.persist.log;

/** What became of an append that was to happen at most once. */
public sealed interface OnceResult permits Appended, AlreadyAppended, KeyReused {}
