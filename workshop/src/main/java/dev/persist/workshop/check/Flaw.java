package dev.persist.workshop.check;

/**
 * What is wrong with an office.
 *
 * @param history the shortest history that shows it
 * @param why what is wrong in it
 */
public record Flaw(History history, String why) {}
