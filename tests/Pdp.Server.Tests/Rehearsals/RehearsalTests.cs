using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.Engine.Sources;
using Pdp.Server.Health;
using Pdp.Server.Rehearsals;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Pdp.Wire;
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
    public async Task Policies_that_take_their_time_do_not_prolong_it()
    {
        // minutes for each of them, if nobody ended it
        var slow = new RequestReader(new WireLimits());
        var message = Questions.Slow(200);
        var request = slow.Request(message.Subject, message.Action, message.Resource, message.Context)!;
        var suite = Fixture.Bundle.Suites.First(static s => s.Tests.Length > 0);
        var bundle = Fixture.Bundle with { Suites = [suite with { Tests = [suite.Tests[0] with { Request = request }] }] };
        var started = TimeProvider.System.GetTimestamp();
        var made = await Rehearsal.RunAsync(new ServedBundle(bundle, TimeProvider.System.GetUtcNow()), new PdpServerOptions(), Cancelled);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(made, 0, 10_000);
    }

    [Fact]
    public void Only_the_servers_user_can_enter_the_folder_of_its_sockets()
    {
        var within = Directory.CreateTempSubdirectory();
        using (var folder = RehearsalFolder.Make(within))
        {
            var path = Assert.Single(within.GetDirectories());
            Assert.Equal((path.FullName, path.FullName), (Path.GetDirectoryName(folder.Grpc), Path.GetDirectoryName(folder.Http)));
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, path.UnixFileMode);
        }

        Assert.Empty(within.GetFileSystemInfos());
        within.Delete();
    }

    [Fact]
    public void What_a_killed_server_left_behind_is_removed_and_nothing_else()
    {
        var within = Directory.CreateTempSubdirectory();
        var hourAgo = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1);
        var old = Folder("pdp-rehearsal-old", "grpc", "http");
        var others = Folder("pdp-rehearsal-notes", "notes.txt");
        var young = Folder("pdp-rehearsal-young", "grpc");
        var link = within.FullName + "/pdp-rehearsal-link";
        Directory.CreateSymbolicLink(link, Folder("elsewhere", "grpc"));
        Directory.SetLastWriteTimeUtc(old, hourAgo);
        Directory.SetLastWriteTimeUtc(others, hourAgo);
        Directory.SetLastWriteTimeUtc(within.FullName + "/elsewhere", hourAgo);
        RehearsalFolder.Make(within).Dispose();
        Assert.False(Directory.Exists(old));
        Assert.True(File.Exists(others + "/notes.txt"));
        Assert.True(File.Exists(young + "/grpc"));
        Assert.True(File.Exists(link + "/grpc"));
        within.Delete(recursive: true);

        string Folder(string name, params string[] files)
        {
            var path = within.CreateSubdirectory(name).FullName;
            foreach (var file in files) File.WriteAllText(Path.Combine(path, file), "");
            return path;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rehearsal_that_hangs_or_fails_is_told_and_the_server_serves(bool hangs)
    {
        using var log = new LogRecorder();
        await using var server = await RunningServer.StartAsync(warm: false, log: log);
        var never = new TaskCompletionSource<int>();
        if (!hangs) never.SetException(new IOException("no room"));
        await server.Server.WarmUpAsync(() => never.Task, Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        Assert.Equal(ServerPhase.Serving, server.Server.Phase);
        Assert.Single(log.Records, static r => r == "Error WarmUpFailed: warming up failed; serving all the same");
        Assert.Equal(Decision.Permit, (await server.Decisions.CheckAsync(Questions.Permitted, cancellationToken: Cancelled)).Decision);
    }

    [Fact]
    public async Task Nothing_of_a_rehearsal_shows_in_the_servers_own_records()
    {
        using var log = new LogRecorder();
        await using var server = await RunningServer.StartAsync(rehearse: true, log: log);
        var events = log.Records.Select(static r => r.Split(' ', ':')[1]).ToList();
        Assert.Equal("Serving", events[^1]);
        Assert.True(Assert.Single(events[..^1]) is "WarmedUp" or "WarmUpFailed", events[0]); // on a machine that has no time for it
        Assert.Equal(0, server.Server.CallsUnderWay);
    }

    [Fact]
    public async Task A_rehearsal_of_nothing_makes_no_call()
    {
        var bundle = Fixture.Bundle with { Suites = [], Set = Engine.PolicySet.Compile(Fixture.Bundle.Set.Source with { Policies = [] }, cancellation: TestContext.Current.CancellationToken).Set! };
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
