package dev.persist.distributed;

import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;

/**
 * Opens {@code scalardb:FILE}: a store on the PostgreSQL servers that FILE names, for any number of processes at a time.
 * FILE has properties of ScalarDB. This one divides the names of a store between two servers:
 *
 * <pre>
 * scalar.db.storage=multi-storage
 * scalar.db.multi_storage.storages=a,b
 * scalar.db.multi_storage.storages.a.storage=jdbc
 * scalar.db.multi_storage.storages.a.contact_points=jdbc:postgresql://db-1/orders?socketTimeout=30
 * scalar.db.multi_storage.storages.a.username=persist
 * scalar.db.multi_storage.storages.a.password=${file:UTF-8:/run/secrets/db}
 * scalar.db.multi_storage.storages.b.storage=jdbc
 * scalar.db.multi_storage.storages.b.contact_points=jdbc:postgresql://db-2/orders?socketTimeout=30
 * scalar.db.multi_storage.storages.b.username=persist
 * scalar.db.multi_storage.storages.b.password=${file:UTF-8:/run/secrets/db}
 * scalar.db.multi_storage.namespace_mapping=persist_0:a,persist_1:b,persist_2:a,persist_3:b
 * scalar.db.multi_storage.default_storage=a
 * </pre>
 *
 * <p>Each namespace that ends in a number is a partition. Their number, and where each is, are chosen once.
 */
public final class ScalarDbProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public ScalarDbProvider() {}

  @Override
  public String scheme() {
    return "scalardb";
  }

  @Override
  public Backend open(String url) {
    return new DistributedBackend(Cluster.open(Settings.read(url)));
  }
}
