package dev.persist.app;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Gives each test the app on an empty store. */
abstract class AppTest {
  TestApp app;

  @BeforeEach
  final void startApp(@TempDir Path directory) {
    app = new TestApp(directory);
  }

  @AfterEach
  final void stopApp() {
    app.close();
  }
}
