package dev.persist.log;

/** Nothing was written: {@code key} already stands for an append with another type or other data. */
public record KeyReused(String key) implements OnceResult {}
