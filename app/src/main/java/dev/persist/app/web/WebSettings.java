package dev.persist.app.web;

/**
 * The server's settings from outside.
 *
 * @param port the port to listen on, 0 for any free port
 * @param webhookSecret the secret that signs payments, not empty
 */
public record WebSettings(int port, String webhookSecret) {}
