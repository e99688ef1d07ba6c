using System.Collections.Immutable;
using System.Globalization;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Reloading;
using Pdp.Server.Tests.Support;
using Xunit;
using SourceLocation = Pdp.Engine.Sources.SourceLocation;

namespace Pdp.Server.Tests.Reloading;

/// <summary>However much is wrong with the policies, the log and the state tell a bounded part of it, and how much more there is.</summary>
public sealed class ToldFindingsTests
{
    [Fact]
    public void Up_to_the_bound_all_are_told()
    {
        var findings = Findings(ToldFindings.Most, Severity.Error);
        Assert.Equal(findings, ToldFindings.Of(findings, "source"));
    }

    [Fact]
    public void Beyond_it_errors_are_told_rather_than_warnings_in_their_order_and_how_many_more_there_are()
    {
        var told = ToldFindings.Of([.. Findings(1500, Severity.Warning), .. Findings(3, Severity.Error)], "source");
        Assert.Equal(ToldFindings.Most + 1, told.Length);
        Assert.Equal(["file 0", "file 996", "file 0", "file 2"], new[] { told[0], told[996], told[997], told[999] }.Select(static one => one.Location.File));
        Assert.All(told[997..1000], static one => Assert.Equal(Severity.Error, one.Severity));
        Assert.Equal((Severity.Warning, "source", "and 503 more, which are not told"), (told[^1].Severity, told[^1].Location.File, told[^1].Message));
    }

    [Fact]
    public async Task The_log_and_the_state_have_no_more()
    {
        var log = new LogRecorder();
        using var source = new ScriptedSource();
        await using var running = await RunningServer.StartAsync(warm: false, log: log);
        var following = source.FollowedBy(running);
        var findings = Findings(20_000, Severity.Error);
        await source.HaveAsync(running, new LoadResult(null, findings));
        var refusal = running.Server.Serving.Refusal!;
        Assert.Equal((1001, 20_000, 20_000), (refusal.Findings.Length, refusal.ErrorCount, refusal.Count));
        var lines = log.Records.Where(static record => record.StartsWith("Error Refus", StringComparison.Ordinal)).ToArray();
        Assert.Equal(1 + 1001, lines.Length);
        Assert.Contains("20000 error(s)", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("and 19000 more, which are not told", lines[^1], StringComparison.Ordinal);
        var told = (await running.Policies.GetRevisionAsync(new GetRevisionRequest(), cancellationToken: TestContext.Current.CancellationToken)).Refusal;
        Assert.Equal((20_000, 100, 19_900), (told.ErrorCount, told.Findings.Count, told.More));
        await running.Server.StopAsync();
        await following;
    }

    private static ImmutableArray<SourceDiagnostic> Findings(int count, Severity severity) =>
        [.. Enumerable.Range(0, count).Select(i => new SourceDiagnostic(
            "PDP0001", severity, new SourceLocation(string.Create(CultureInfo.InvariantCulture, $"file {i}"), ""), "wrong"))];
}
