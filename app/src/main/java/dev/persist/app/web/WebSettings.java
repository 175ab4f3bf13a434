package dev.persist.app.web;

/**
 * What the server is told from outside.
 *
 * @param port where to listen, 0 for any free port
 * @param webhookSecret signs payments, not empty
 */
public record WebSettings(int port, String webhookSecret) {}
