using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.Engine.Sources;
using Pdp.Server.Rehearsals;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.Wire.Requests;
using Xunit;
using Effect = Pdp.Engine.Sources.Effect;
using SourceLocation = Pdp.Engine.Sources.SourceLocation;

namespace Pdp.Server.Tests.Rehearsals;

public sealed class RehearsalTests
{
    private static readonly SourceLocation Place = new("p.json", "");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rehearsal_makes_calls_with_or_without_tests_in_the_bundle_and_leaves_nothing_behind()
    {
        var within = Directory.CreateTempSubdirectory();
        foreach (var bundle in new[] { Fixture.Bundle, Fixture.Bundle with { Suites = [] } })
        {
            var served = new ServedBundle(bundle, TimeProvider.System.GetUtcNow());
            Assert.InRange(await Rehearsal.RunAsync(served, new PdpServerOptions(), Cancelled, within), 16, int.MaxValue);
        }

        Assert.Empty(within.GetFileSystemInfos());
        within.Delete();
    }

    [Fact]
    public async Task A_rehearsal_of_nothing_makes_no_call()
    {
        var bundle = Fixture.Bundle with { Suites = [], Set = Engine.PolicySet.Compile(Fixture.Bundle.Set.Source with { Policies = [] }).Set! };
        var served = new ServedBundle(bundle, TimeProvider.System.GetUtcNow());
        Assert.Equal(0, await Rehearsal.RunAsync(served, new PdpServerOptions(), Cancelled));
    }

    [Fact]
    public void The_requests_of_the_tests_and_of_rules_are_asked()
    {
        var checks = RehearsalRequests.Checks(Fixture.Bundle);
        var tests = Fixture.Bundle.Suites.SelectMany(static s => s.Tests).Select(static t => RequestWriter.ToMessage(t.Request)).ToList();
        var messages = checks.Select(CheckRequest.Parser.ParseFrom).ToList();
        Assert.Subset(messages.ToHashSet(), tests.ToHashSet());
        Assert.NotEmpty(messages.Except(tests));
    }

    [Fact]
    public void A_request_made_from_a_rule_has_what_its_conditions_compare_with()
    {
        var policy = new PolicySource
        {
            Id = "p", Version = 1, Location = Place, Target = new ExpressionSource("resource.type == 'document' && 'user' == subject.type", Place),
        };
        var rule = new RuleSource
        {
            Id = "r",
            Effect = Effect.Permit,
            Location = Place,
            Actions = ["read:*"],
            When = new ExpressionSource(
                "'admin' in subject.roles && subject.level >= 3 && resource.state in ['open', 'new'] && !subject.suspended && resource.owner == subject.id "
                + "&& context.ip.startsWith('10.')", Place),
        };
        var request = RehearsalRequests.Streamed(RequestWriter.ToMessage(RuleSample.Of(policy, rule)).ToByteArray());
        Assert.Equal(
            JsonParser.Default.Parse<CheckRequest>(
                """
                {
                  "subject": { "type": "user", "id": "x", "properties": { "roles": ["admin"], "level": 3, "suspended": true } },
                  "action": { "name": "read:", "properties": {} },
                  "resource": { "type": "document", "id": "x", "properties": { "state": "open", "owner": "x" } },
                  "context": { "ip": "x" }
                }
                """),
            CheckStreamRequest.Parser.ParseFrom(request).Request);
    }
}
