package dev.persist.app.web;

import java.util.List;

/**
 * The server's settings from outside.
 *
 * @param exposure how callers reach the server
 * @param port the port to listen on, 0 for any free port
 * @param webhookSecrets the secrets that may sign payments, newest first; one or more, none empty
 * @param production whether others rely on it: then a signature has to include its time, and nothing plays the world outside
 */
public record WebSettings(Exposure exposure, int port, List<String> webhookSecrets, boolean production) {
  /** Copies the list. */
  public WebSettings {
    webhookSecrets = List.copyOf(webhookSecrets);
  }

  /** Returns these settings, with another port. */
  public WebSettings onPort(int other) {
    return new WebSettings(exposure, other, webhookSecrets, production);
  }
}
