package dev.persist.app.lab;

import java.io.IOException;

/** The process that started this one, as {@link Child} does. */
final class Parent {
  private Parent() {}

  /** Says a line at once: what was said is out of this process, whatever becomes of it. */
  static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Ends this process as soon as its parent is gone. Runs {@code sign} whenever the parent gives a sign. */
  static void live(Runnable sign) {
    Thread.ofPlatform().daemon().name("parent").start(() -> {
      try {
        while (System.in.read() >= 0) {
          sign.run();
        }
      } catch (IOException gone) {
        // so is the parent
      }
      Runtime.getRuntime().halt(1);
    });
  }
}
