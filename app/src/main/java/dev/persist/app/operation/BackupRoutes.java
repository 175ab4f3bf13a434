package dev.persist.app.operation;

import dev.persist.StoreException;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.spi.Backend;
import dev.persist.spi.Movable;
import dev.persist.transfer.Backup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Backs the store up while it is written to, if a directory for that is set. */
final class BackupRoutes implements Routes {
  private final OperationSettings settings;
  private final Backend backend;

  /** Two backups at a time would write the same files. */
  private final Lock turn = new ReentrantLock();

  @Inject
  BackupRoutes(OperationSettings settings, Backend backend) {
    this.settings = settings;
    this.backend = backend;
  }

  @Override
  public void register(RoutesConfig routes) {
    settings.backups()
        .ifPresent(directory -> routes.post("/api/backups", ctx -> create(ctx, directory), Permission.ADMIN));
  }

  private void create(Context ctx, Path directory) {
    Bodies.requireNone(ctx);
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    turn.lock();
    try {
      Backup.create(Movable.of(backend), directory);
    } catch (StoreException.Unavailable fault) {
      throw Refusal.of(503, String.valueOf(fault.getMessage())); // an admin may know the path in it
    } finally {
      turn.unlock();
    }
    ctx.status(201).json(Map.of("directory", directory.toString()));
  }
}
