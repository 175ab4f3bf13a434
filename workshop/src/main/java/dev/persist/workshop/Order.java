package dev.persist.workshop;

/**
 * What a buyer asks for.
 *
 * @param id names the order; a buyer who asks again asks with the same id
 * @param cents the price; until stage 9, each ticket costs 2000
 */
public record Order(String id, String show, int seat, String buyer, int cents) {}
