package dev.persist.ipfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.UUID;

/**
 * What surrounds a file in a form that is uploaded.
 *
 * @param boundary a line that the file does not contain
 */
record Multipart(String boundary) {
  /** Returns one with a boundary that nobody can foresee, so that no file was made to contain it. */
  static Multipart unforeseen() {
    return new Multipart(UUID.randomUUID().toString());
  }

  String type() {
    return "multipart/form-data; boundary=" + boundary;
  }

  byte[] head() {
    return ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"blob\"\r\n"
        + "Content-Type: application/octet-stream\r\n\r\n").getBytes(US_ASCII);
  }

  byte[] tail() {
    return ("\r\n--" + boundary + "--\r\n").getBytes(US_ASCII);
  }
}
