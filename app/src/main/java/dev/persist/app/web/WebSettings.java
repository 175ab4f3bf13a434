package dev.persist.app.web;

import java.util.List;

/**
 * The server's settings from outside.
 *
 * @param exposure how callers reach the server
 * @param port the port to listen on, 0 for any free port
 * @param webhookSecrets the secrets that may sign payments, newest first; one or more, none empty
 * @param signatureTime whether a signature has to include its time
 */
public record WebSettings(Exposure exposure, int port, List<String> webhookSecrets, boolean signatureTime) {
  /** Copies the list. */
  public WebSettings {
    webhookSecrets = List.copyOf(webhookSecrets);
  }
}
