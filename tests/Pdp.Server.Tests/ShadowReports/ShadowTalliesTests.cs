using Pdp.Engine.Decisions;
using Pdp.Server.ShadowReports;
using Xunit;

namespace Pdp.Server.Tests.ShadowReports;

public sealed class ShadowTalliesTests
{
    private static readonly DateTimeOffset Before = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Later = DateTimeOffset.UnixEpoch.AddHours(1);

    [Fact]
    public void Counts_go_on_while_both_documents_stay_as_they_are()
    {
        using var policies = new TrialPolicies();
        var first = ShadowTallies.Of(policies.Load(), Before);
        File.WriteAllText(Path.Combine(policies.Folder, "other.json"), """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "other", "version": 1, "rules": [ { "id": "r", "effect": "deny", "when": "false" } ] }
            """);

        var second = ShadowTallies.Of(policies.Load(), Later, first);

        Assert.Equal(["p", "quiet"], first.All.Select(tally => tally.Versions.Policy));
        Assert.Equal(first.All.ToArray(), second.All.ToArray());
        Assert.All(second.All, tally => Assert.Equal(Before, tally.Since));
    }

    [Theory]
    [InlineData("p.json", 1, "before", "")]
    [InlineData("p.next.json", 2, "after", """ "stage": "shadow", """)]
    [InlineData("p.next.json", 3, "after", """ "stage": "shadow", """)]
    public void Counts_begin_anew_when_either_document_says_something_else(string file, int version, string member, string stage)
    {
        using var policies = new TrialPolicies();
        var first = ShadowTallies.Of(policies.Load(), Before);
        policies.Write(file, version, member, stage, extra: "changed");

        var second = ShadowTallies.Of(policies.Load(), Later, first);

        Assert.NotSame(first.All[0], second.All[0]);
        Assert.Equal(Later, second.All[0].Since);
        Assert.Equal((0, version == 3 ? 3 : 2), (second.All[0].Count(static _ => true), second.All[0].Versions.Version));
        Assert.Same(first.All[1], second.All[1]);
    }

    [Fact]
    public void Tallies_are_in_the_order_of_the_answers()
    {
        using var policies = new TrialPolicies();
        var bundle = policies.Load();
        var tallies = ShadowTallies.Of(bundle, Before);
        var message = TrialPolicies.Request(Contracts.V1.Decision.Permit, Contracts.V1.Decision.Deny);
        var request = new Pdp.Wire.Requests.RequestReader(new Pdp.Wire.WireLimits()).Request(message.Subject, message.Action, message.Resource, message.Context)!;

        var decision = bundle.Set.Decide(request, Language.Values.Timestamp.From(Before), TestContext.Current.CancellationToken);

        Assert.Equal(decision.Shadows.Select(shadow => (shadow.Policy, shadow.Version)), tallies.All.Select(tally => (tally.Versions.Policy, tally.Versions.Version)));
        Assert.Equal(Outcome.Deny, decision.Shadows[0].Outcome);
    }

    [Fact]
    public void A_shadow_without_a_version_in_force_is_compared_with_nothing()
    {
        using var policies = new TrialPolicies();
        File.Delete(Path.Combine(policies.Folder, "quiet.json"));

        var tally = ShadowTallies.Of(policies.Load(), Before).All[1];

        Assert.Equal(("quiet", 2, null), (tally.Versions.Policy, tally.Versions.Version, tally.Versions.InForce));
        Assert.Equal(0, ShadowReportMessages.Of(tally).InForceVersion);
    }
}
