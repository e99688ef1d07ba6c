using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Evaluation;

/// <summary>Runs alone: as long as other tests bring new code, the runtime puts off optimising this one.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    private static readonly Request Request = Ask.Any
        .WithSubject(("tenant", Value.From("acme")), ("level", Value.From(3L)), ("roles", Ask.List(Value.From("reader"), Value.From("editor"))))
        .WithResource(("tenant", Value.From("acme")), ("level", Value.From(2L)), ("owner", Value.From("alice")));

    private static readonly PolicySource Policy = Targeted(
        "documents", "resource.type == 'document'",
        Deny("isolation", "!variables.same_tenant"),
        Permit("owner", "resource.owner == subject.id") with { Actions = ["write", "share*"] },
        Permit("clearance", "subject.level >= resource.level && 'reader' in subject.roles") with { Actions = ["read"] },
        Combined("inner", CombiningAlgorithm.FirstApplicable, Deny("never", "false"), Permit("always"))) with
    {
        Variables = [Variable("same_tenant", "subject.tenant == resource.tenant")],
    };

    [Fact]
    public void Deciding_without_obligations_or_errors_allocates_nothing() => AssertAllocatesNothing(Compiled.Set(Policy));

    [Fact]
    public void Shadows_allocate_nothing() =>
        AssertAllocatesNothing(Compiled.Set(Policy, Policy with { Version = 2, IsShadow = true, Target = null }));

    [Fact]
    public void Values_that_fit_the_schema_already_allocate_nothing()
    {
        var subject = new EntitySchema(
            "user",
            [Attribute("tenant", CelType.String), Attribute("level", CelType.Int), Attribute("roles", CelType.ListOf(CelType.String))],
            false, At("user"));
        var document = new EntitySchema(
            "document", [Attribute("tenant", CelType.String), Attribute("level", CelType.Int), Attribute("owner", CelType.String)],
            false, At("document"));
        AssertAllocatesNothing(Compiled.Set(Set(Policy) with
        {
            Schema = new SchemaSource { Subjects = [subject], Resources = [document], Enforcement = SchemaEnforcement.Reject },
        }));
    }

    [Fact]
    public void Obligations_that_compute_nothing_allocate_nothing() =>
        AssertAllocatesNothing(Compiled.Set(Policy with { Obligations = [Notice("log")], Advice = [Notice("hint")] }));

    private static AttributeSchema Attribute(string name, CelType type) =>
        new(new RecordMember(name, type, true, []), AttributeSource.RequestThenData, default, At(name));

    private static void AssertAllocatesNothing(PolicySet set)
    {
        var decision = new Decision();
        for (var i = 0; i < 200; i++) set.Decide(Request, Ask.Noon, decision, CancellationToken.None);
        Assert.Equal(Outcome.Permit, decision.Outcome);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) set.Decide(Request, Ask.Noon, decision, CancellationToken.None);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
