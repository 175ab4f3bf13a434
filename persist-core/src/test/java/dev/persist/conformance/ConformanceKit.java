package dev.persist.conformance;

import org.junit.jupiter.api.Nested;

/**
 * Certifies an engine: a subclass says how to make one, and inherits every test. No test is ever skipped.
 *
 * <p>The {@code Reference…} suites are the cases of the original, one test each; the others prove the numbered rules of
 * {@code docs/SPEC.md}, those named {@code …Scenario} with the examples of dcb.events.
 */
public abstract class ConformanceKit {
  /** Returns an empty store of the engine under test. */
  protected abstract Engine engine();

  @Nested
  class ReferenceEvent extends EventCases {
    ReferenceEvent() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceLog extends LogCases {
    ReferenceLog() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceKv extends KvCases {
    ReferenceKv() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceCas extends CasCases {
    ReferenceCas() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceConcurrency extends ConcurrencyCases {
    ReferenceConcurrency() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceBatch extends BatchCases {
    ReferenceBatch() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceProject extends ProjectCases {
    ReferenceProject() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceCatalog extends CatalogCases {
    ReferenceCatalog() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceIdempotency extends IdempotencyCases {
    ReferenceIdempotency() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceQuery extends QueryCases {
    ReferenceQuery() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceUpcast extends UpcastCases {
    ReferenceUpcast() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceGlobal extends GlobalCases {
    ReferenceGlobal() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceSubscribe extends SubscribeCases {
    ReferenceSubscribe() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceSnapshot extends SnapshotCases {
    ReferenceSnapshot() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceView extends ViewCases {
    ReferenceView() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceCompaction extends CompactionCases {
    ReferenceCompaction() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceBlob extends BlobCases {
    ReferenceBlob() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceRecovery extends RecoveryCases {
    ReferenceRecovery() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ReferenceDurable extends DurableCases {
    ReferenceDurable() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Commits extends CommitRules {
    Commits() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Ids extends IdRules {
    Ids() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Races extends RaceRules {
    Races() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Reentries extends ReentryRules {
    Reentries() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class UnexpectedFaults extends UnexpectedFaultRules {
    UnexpectedFaults() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Overflows extends StackRules {
    Overflows() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Interrupts extends InterruptRules {
    Interrupts() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class PagesOfEvents extends PageRules {
    PagesOfEvents() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class SizeLimits extends LimitRules {
    SizeLimits() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Streams extends LogRules {
    Streams() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class RoundTrips extends RoundTripRules {
    RoundTrips() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Values extends ValueRules {
    Values() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Snapshotting extends SnapshotRules {
    Snapshotting() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Rebuilding extends RebuildRules {
    Rebuilding() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Serving extends ServingRules {
    Serving() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Awaiting extends AwaitRules {
    Awaiting() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Compacting extends CompactionRules {
    Compacting() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Archives extends ArchiveRules {
    Archives() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class GlobalOrder extends GlobalRules {
    GlobalOrder() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Linking extends LinkRules {
    Linking() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Following extends FollowRules {
    Following() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Compactors extends CompactorRules {
    Compactors() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class CompactionRaces extends CompactionRaceRules {
    CompactionRaces() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class LinkedCompactions extends LinkedCompactionRules {
    LinkedCompactions() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Prefixes extends FollowPrefixRules {
    Prefixes() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class PrefixBuilds extends BuildPrefixRules {
    PrefixBuilds() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Hubs extends HubRules {
    Hubs() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Subscribing extends SubscriptionRules {
    Subscribing() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Controlling extends SubscriptionControlRules {
    Controlling() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Stopping extends StoppingRules {
    Stopping() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Effects extends EffectRules {
    Effects() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Leases extends LeaseRules {
    Leases() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Running extends RunnerRules {
    Running() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Listening extends ListenerRules {
    Listening() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ChangeSignal extends ChangeRules {
    ChangeSignal() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Deciding extends DecideRules {
    Deciding() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class NotingMetadata extends MetadataRules {
    NotingMetadata() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Commanding extends CommandRules {
    Commanding() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class KeptStates extends KeptStateRules {
    KeptStates() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class BeingPatient extends PatienceRules {
    BeingPatient() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class TakingTurns extends TurnRules {
    TakingTurns() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class FaultsOfTurns extends TurnFaultRules {
    FaultsOfTurns() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class CommitsInOrder extends OrderRules {
    CommitsInOrder() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Boundaries extends BoundaryRules {
    Boundaries() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class BoundaryCommands extends BoundaryCommandRules {
    BoundaryCommands() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Courses extends CourseScenario {
    Courses() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class UserNames extends UserNameScenario {
    UserNames() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class OptIn extends OptInScenario {
    OptIn() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Duplicates extends DuplicateScenario {
    Duplicates() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Invoices extends InvoiceScenario {
    Invoices() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class LinkingDecisions extends DecisionLinkRules {
    LinkingDecisions() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class AsOf extends AsOfRules {
    AsOf() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Retagging extends RetagRules {
    Retagging() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class TagRules extends TagRuleRules {
    TagRules() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Importing extends GenesisRules {
    Importing() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class RunningBoth extends DualRunRules {
    RunningBoth() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class CuttingOver extends CutOverRules {
    CuttingOver() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class ImportingKeys extends ImportedKeyRules {
    ImportingKeys() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Upcasting extends UpcastRules {
    Upcasting() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Lifecycle extends LifecycleRules {
    Lifecycle() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Moving extends MovingRules {
    Moving() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class AnyDerivedSequence extends DerivedModelRules {
    AnyDerivedSequence() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class AnySequence extends ModelRules {
    AnySequence() {
      super(ConformanceKit.this);
    }
  }

  @Nested
  class Histories extends LinearizabilityRules {
    Histories() {
      super(ConformanceKit.this);
    }
  }
}
