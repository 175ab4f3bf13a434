package dev.persist.example.acl.migrate;

import dev.persist.example.acl.before.AccessControl.Mail;
import dev.persist.example.acl.migrate.SeamCall.Can;
import dev.persist.example.acl.migrate.SeamCall.Grant;
import dev.persist.example.acl.migrate.SeamCall.ListOf;
import dev.persist.example.acl.migrate.SeamCall.Revoke;
import dev.persist.migrate.DualRun;
import java.util.Set;

/** Both versions behind the seam. The mail is sent here, so that one mail is sent for each change. */
public record BothSeam(DualRun<Seam, SeamCall> both, Mail mail) implements Seam {
  @Override
  public boolean grant(String resource, String principal) {
    return mailed(both.command(new Grant(resource, principal), Grant::on), principal, "You may now access " + resource);
  }

  @Override
  public boolean revoke(String resource, String principal) {
    return mailed(both.command(new Revoke(resource, principal), Revoke::on), principal,
        "You may no longer access " + resource);
  }

  @Override
  public boolean can(String resource, String principal) {
    return both.query(new Can(resource, principal), Can::on);
  }

  @Override
  public Set<String> list(String resource) {
    return both.query(new ListOf(resource), ListOf::on);
  }

  private boolean mailed(boolean changed, String principal, String text) {
    if (changed) {
      mail.send(principal, text);
    }
    return changed;
  }
}
