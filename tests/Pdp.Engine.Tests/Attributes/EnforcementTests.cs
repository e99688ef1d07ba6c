using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.Engine.Tests.Support.Schemas;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Attributes;

public class EnforcementTests
{
    private static readonly SchemaSource Schema = new()
    {
        Subjects = [Kind("user", Attribute("tenant", CelType.String, required: true), Attribute("level", CelType.Int).Or(Value.From(0L)))],
        Resources = [Kind("document", Attribute("owner", CelType.String)), Kind("note") with { IsOpen = true }],
        Actions = [Kind("read"), Kind("write") with { Resources = ["note"] }],
        Context = Kind("context", Attribute("ip", CelType.String)),
    };

    private static readonly Request Fitting = Ask.Any.WithSubject(("tenant", Value.From("acme")));

    public static TheoryData<Request, string> Misfitting => new()
    {
        { Ask.Any, "attribute `subject.tenant` is required, and it is absent" },
        { Fitting.WithResource(("colour", Value.From("red"))), "`resource` has no attribute `colour` in the schema" },
        { Fitting.WithContext(("ip", Value.From(5L))), "attribute `context.ip` is invalid: expected string, got int" },
        { Fitting.WithSubjectType("robot"), "the schema has no subject type `robot`" },
        { Fitting.WithResourceType("folder"), "the schema has no resource type `folder`" },
        { Fitting.WithAction("delete"), "the schema has no action `delete`" },
        { Fitting.WithAction("write"), "action `write` is not for resources of type `document`" },
    };

    [Fact]
    public void A_request_that_fits_is_decided()
    {
        var decision = Set(SchemaEnforcement.Reject).Answer(Fitting);
        Assert.Equal((Outcome.Permit, 0), (decision.Outcome, decision.Misfits.Count));
        Assert.Equal(Outcome.Permit, Set(SchemaEnforcement.Reject).Answer(Fitting.WithResourceType("note").WithAction("write").WithResource(("any", Value.From(1L)))).Outcome);
    }

    [Theory]
    [MemberData(nameof(Misfitting))]
    public void A_misfit_is_rejected_told_or_ignored(Request request, string misfit)
    {
        var rejected = Set(SchemaEnforcement.Reject).Answer(request);
        Assert.Equal((Outcome.Indeterminate, "processing-error"), (rejected.Outcome, rejected.Status));
        Assert.Equal([misfit], rejected.Misfits);
        Assert.Equal([new DecisionError(null, 0, null, "processing-error", misfit)], rejected.Errors);
        Assert.Empty(rejected.Determining);

        var warned = Set(SchemaEnforcement.Warn).Answer(request);
        Assert.Equal([misfit], warned.Misfits);
        Assert.Equal(Outcome.Permit, warned.Outcome);

        var ignored = Set(SchemaEnforcement.Off).Answer(request);
        Assert.Empty(ignored.Misfits);
        Assert.Equal(Outcome.Permit, ignored.Outcome);
    }

    [Fact]
    public void All_misfits_are_told() =>
        Assert.Equal(3, Set(SchemaEnforcement.Reject).Answer(Ask.Any.WithAction("delete").WithContext(("x", Value.From(1L)))).Misfits.Count);

    [Fact]
    public void A_default_fills_a_required_attribute_and_is_never_missing()
    {
        var set = Compiled.Set(Make.Set(Policy("p", Permit("r", "subject.level == 0"))) with { Schema = Schema with { Enforcement = SchemaEnforcement.Reject } });
        Assert.Equal(Outcome.Permit, set.Answer(Fitting).Outcome);
    }

    [Fact]
    public void Explaining_a_rejected_request_shows_that_nothing_was_evaluated()
    {
        var explanation = Set(SchemaEnforcement.Reject).Explain(Ask.Any, Ask.Noon, CancellationToken.None);
        Assert.Equal(Outcome.Indeterminate, explanation.Decision.Outcome);
        Assert.Null(Assert.Single(explanation.Roots).Value);
    }

    private static PolicySet Set(SchemaEnforcement enforcement) =>
        Compiled.Set(Make.Set(Policy("p", Permit("r"))) with { Schema = Schema with { Enforcement = enforcement } });
}
