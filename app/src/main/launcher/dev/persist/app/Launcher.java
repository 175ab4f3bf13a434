package dev.persist.app;

/** Starts {@code Main}, or says that Java is too old for it. So this class alone is compiled for Java 8. */
public final class Launcher {
  private static final int OLDEST = 21;

  private Launcher() {}

  /** Runs the command that {@code args} name. */
  public static void main(String[] args) throws ReflectiveOperationException {
    String version = System.getProperty("java.specification.version");
    if (version.startsWith("1.") || Integer.parseInt(version) < OLDEST) {
      String where = System.getProperty("java.home");
      System.err.println("persist needs Java " + OLDEST + " or newer; in " + where + " is Java " + version
          + ". Install a newer one. Then call its java, or bin/persist with JAVA_HOME set to it");
      System.exit(2);
    }
    Class.forName("dev.persist.app.Main").getMethod("main", String[].class).invoke(null, (Object) args);
  }
}
