package dev.persist;

/** A key, and the value it has. */
public record Entry<T>(String key, T value) {}
