using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;
using SourceLocation = Pdp.Engine.Sources.SourceLocation;
using Staleness = Pdp.Contracts.V1.Staleness;

namespace Pdp.Server.Tests.Services;

/// <summary>Watchers are told what is served and what changes, over real sockets.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LogRecorder _log = new();
    private readonly ScriptedSource _source = new();
    private RunningServer _server = null!;
    private Task _following = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private ServedBundle Served => _server.Server.Serving.Bundle!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(warm: false, log: _log);
        _following = _source.FollowedBy(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.Server.StopAsync();
        await _server.DisposeAsync();
        await _following;
        _source.Dispose();
    }

    [Fact]
    public async Task The_first_message_tells_how_it_stands()
    {
        using var watch = _server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled);
        var first = await NextAsync(watch);
        Assert.Equal(
            new WatchResponse
            {
                Epoch = Served.Epoch, Revision = Fixture.Bundle.Revision, ActiveSince = Served.Revision.ActiveSince, EverythingChanged = true, RevocationEpoch = first.RevocationEpoch,
            },
            first);
    }

    [Fact]
    public async Task What_changes_is_told_by_id_and_versions_and_by_file()
    {
        using var watch = _server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled);
        var first = await NextAsync(watch);
        await HaveAsync("a", Policy("p", 1), Policy("q", 4), new BundleFile("schema.json", "Schema", null, null));
        var second = await NextAsync(watch);
        Assert.Equal((first.Epoch, "a", false), (second.SinceEpoch, second.Revision, second.EverythingChanged));
        await HaveAsync("b", Policy("p", 2), Policy("r", 1), new BundleFile("entities.json", "Entities", null, null));
        Assert.Equal(
            new WatchResponse
            {
                Epoch = Served.Epoch, Revision = "b", ActiveSince = Served.Revision.ActiveSince, SinceEpoch = second.Epoch, RevocationEpoch = first.RevocationEpoch,
                PolicyChanges =
                {
                    new PolicyChange { Id = "p", Kind = ChangeKind.Changed, FromVersion = 1, ToVersion = 2, File = "p.json" },
                    new PolicyChange { Id = "q", Kind = ChangeKind.Removed, FromVersion = 4, File = "q.json" },
                    new PolicyChange { Id = "r", Kind = ChangeKind.Added, ToVersion = 1, File = "r.json" },
                },
                DocumentChanges =
                {
                    new DocumentChange { File = "entities.json", DocumentKind = "Entities", Kind = ChangeKind.Added },
                    new DocumentChange { File = "schema.json", DocumentKind = "Schema", Kind = ChangeKind.Removed },
                },
            },
            await NextAsync(watch));
    }

    [Fact]
    public async Task A_refusal_is_told_and_told_to_be_over()
    {
        using var watch = _server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled);
        var first = await NextAsync(watch);
        var place = new SourceLocation("p.json", "");
        await _source.HaveAsync(_server, new LoadResult(null,
        [
            new SourceDiagnostic("PDP0004", Severity.Error, place, "one"), new SourceDiagnostic("PDP0004", Severity.Error, place, "other"),
            new SourceDiagnostic("PDP0004", Severity.Warning, place, "no error"),
        ]));
        var refused = await NextAsync(watch);
        Assert.Equal(
            new WatchResponse(first)
            {
                SinceEpoch = first.Epoch, EverythingChanged = false, RefusedErrors = 2,
                RefusedAt = Timestamp.FromDateTimeOffset(_server.Server.Serving.Refusal!.Time),
            },
            refused);
        await _source.HaveAsync(_server, new LoadResult(Fixture.Bundle, []));
        Assert.Equal(new WatchResponse(first) { SinceEpoch = first.Epoch, EverythingChanged = false }, await NextAsync(watch));
    }

    [Fact]
    public async Task A_watcher_that_comes_back_is_told_what_changed_meanwhile_even_if_it_changed_back()
    {
        await HaveAsync("a", Policy("p", 1), Policy("q", 1));
        var known = Served.Epoch;
        await HaveAsync("b", Policy("p", 1), Policy("q", 2));
        await HaveAsync("c", Policy("p", 1), Policy("q", 1), Policy("r", 1));
        using var watch = _server.Policies.Watch(new WatchRequest { SinceEpoch = known }, cancellationToken: Cancelled);
        var first = await NextAsync(watch);
        Assert.Equal((known, "c", false), (first.SinceEpoch, first.Revision, first.EverythingChanged));
        Assert.Equal(
            [
                new PolicyChange { Id = "q", Kind = ChangeKind.Changed, FromVersion = 1, ToVersion = 1, File = "q.json" },
                new PolicyChange { Id = "r", Kind = ChangeKind.Added, ToVersion = 1, File = "r.json" },
            ],
            first.PolicyChanges);
        using var again = _server.Policies.Watch(new WatchRequest { SinceEpoch = first.Epoch }, cancellationToken: Cancelled);
        var none = await NextAsync(again);
        Assert.Equal((first.Epoch, false, 0), (none.SinceEpoch, none.EverythingChanged, none.PolicyChanges.Count + none.DocumentChanges.Count));
    }

    [Fact]
    public async Task Of_an_epoch_that_is_not_known_or_not_any_more_everything_has_changed()
    {
        await HaveAsync("first");
        var oldest = Served.Epoch;
        for (var i = 1; i < ActivationHistory.Most; i++) await HaveAsync(Text(i));
        Assert.False((await FirstAsync(oldest)).EverythingChanged);
        await HaveAsync("one more");
        foreach (var epoch in new[] { oldest, oldest + 1, long.MaxValue })
        {
            var first = await FirstAsync(epoch);
            Assert.Equal((epoch, true), (first.SinceEpoch, first.EverythingChanged));
        }
    }

    [Fact]
    public async Task More_changes_than_are_told_are_everything()
    {
        await HaveAsync("none");
        var known = Served.Epoch;
        await HaveAsync("all", Many(1001, "p"));
        Assert.True((await FirstAsync(known)).EverythingChanged);
        await HaveAsync("all but one", Many(1000, "p"));
        Assert.True((await FirstAsync(known)).EverythingChanged);
    }

    [Fact]
    public async Task A_slow_reader_misses_messages_but_no_changes_and_holds_up_no_reload()
    {
        using var slow = _server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled);
        var epoch = (await NextAsync(slow)).Epoch;

        // what fits into the transport's buffers is sent, whether or not it is read
        const int Activations = 40;
        for (var i = 0; i < Activations; i++) await HaveAsync(Text(i), Many(900, new string('a', 100), version: i + 1));
        var messages = 0;
        while (epoch != Served.Epoch)
        {
            var message = await NextAsync(slow);
            messages++;
            Assert.Equal(epoch, message.SinceEpoch);
            Assert.Equal((false, 900), (message.EverythingChanged, message.PolicyChanges.Count));
            epoch = message.Epoch;
        }

        Assert.InRange(messages, 1, Activations / 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task That_the_policies_are_stale_is_told_and_told_to_be_over(bool changesAnswers)
    {
        var whenStale = changesAnswers ? WhenStale.Indeterminate : WhenStale.NotServing;
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
        using var source = new ScriptedSource();
        await using var server = await RunningServer.StartAsync(o => o with { WhenStale = whenStale }, warm: false, clock: clock);
        var end = clock.GetUtcNow() + TimeSpan.FromSeconds(5);
        var expiring = Fixture.Bundle with { Origin = new BundleOrigin { NotAfter = end } };
        var following = server.Server.FollowAsync(source, FirstPolicies.Of(expiring, clock.GetUtcNow()));
        using var watch = server.Policies.Watch(new WatchRequest { Heartbeat = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) }, cancellationToken: Cancelled);
        var first = await NextAsync(watch);
        Assert.Null(first.Staleness);
        clock.Advance(TimeSpan.FromSeconds(5));
        var stale = new Staleness { Since = Timestamp.FromDateTimeOffset(end), Reason = "the policies in force expired at 2026-03-02T10:00:05.0000000Z" };
        Assert.Equal(new WatchResponse(first) { SinceEpoch = first.Epoch, EverythingChanged = changesAnswers, Staleness = stale }, await NextAsync(watch));

        using var late = server.Policies.Watch(new WatchRequest { SinceEpoch = first.Epoch }, cancellationToken: Cancelled);
        Assert.Equal(new WatchResponse(first) { SinceEpoch = first.Epoch, EverythingChanged = changesAnswers, Staleness = stale }, await NextAsync(late));

        // the same documents, but good for longer
        await source.HaveAsync(server, new LoadResult(expiring with { Origin = new BundleOrigin { NotAfter = end + TimeSpan.FromHours(1) } }, []));
        var next = await NextAsync(watch);
        while (next.Staleness is not null) next = await NextAsync(watch);
        Assert.Equal((0, 0), (next.PolicyChanges.Count, next.DocumentChanges.Count));
        Assert.Equal(changesAnswers, next.EverythingChanged);
        await StopAsync(server, clock);
        await following;
    }

    [Theory]
    [InlineData(null, 10)]
    [InlineData(1, 1)]
    [InlineData(60, 60)]
    public async Task A_heartbeat_comes_when_nothing_has_changed_for_its_time(int? asked, int expected)
    {
        var clock = new FakeTimeProvider();
        await using var server = await RunningServer.StartAsync(warm: false, clock: clock);
        var request = new WatchRequest { Heartbeat = asked is { } seconds ? Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) : null };
        using var watch = server.Policies.Watch(request, cancellationToken: Cancelled);
        var first = await NextAsync(watch);
        var start = clock.GetUtcNow();
        for (var i = 1; i <= 3; i++)
        {
            var next = NextAsync(watch);
            while (!next.IsCompleted)
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }

            Assert.True(clock.GetUtcNow() - start >= TimeSpan.FromSeconds(i * expected));
            Assert.Equal(new WatchResponse(first) { IsHeartbeat = true, EverythingChanged = false, SinceEpoch = first.Epoch }, await next);
        }

        await StopAsync(server, clock);
    }

    [Theory]
    [InlineData(0, 1, 0, "`since_epoch`: expected a number from 0 on, got -1")]
    [InlineData(-1, 0, 999_999_999, "`heartbeat`: expected a time from 1 s to 1 min, got \"0.999999999s\"")]
    [InlineData(-1, 60, 100, "`heartbeat`: expected a time from 1 s to 1 min, got \"60.000000100s\"")]
    [InlineData(-1, 0, 0, "`heartbeat`: expected a time from 1 s to 1 min, got \"0s\"")]
    [InlineData(-1, long.MaxValue, int.MinValue, "`heartbeat`: expected a time from 1 s to 1 min")]
    public async Task A_malformed_request_is_told_what_is_wrong(long since, long seconds, int nanos, string expected)
    {
        var request = new WatchRequest { SinceEpoch = -since - 1, Heartbeat = new Duration { Seconds = seconds, Nanos = nanos } };
        using var watch = _server.Policies.Watch(request, cancellationToken: Cancelled);
        var exception = await Assert.ThrowsAsync<RpcException>(() => NextAsync(watch));
        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.Contains(expected, exception.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_watches_at_once()
    {
        var clock = new FakeTimeProvider();
        await using var server = await RunningServer.StartAsync(
            static o => o with { StopDelay = TimeSpan.FromMinutes(1), DrainTime = TimeSpan.FromMinutes(5) }, warm: false, clock: clock);
        using var watch = server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled);
        await NextAsync(watch);
        var stopping = server.Server.StopAsync();
        var exception = await Assert.ThrowsAsync<RpcException>(() => NextAsync(watch));
        Assert.Equal((StatusCode.Unavailable, "the server is stopping: watch another one"), (exception.StatusCode, exception.Status.Detail));
        Assert.False(stopping.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await stopping.WaitAsync(Patience, Cancelled);
    }

    [Fact]
    public async Task A_watcher_that_does_not_read_holds_up_no_stop()
    {
        using var source = new ScriptedSource();
        await using var server = await RunningServer.StartAsync(static o => o with { DrainTime = TimeSpan.FromMinutes(5) }, warm: false);
        var following = source.FollowedBy(server);
        using var watch = server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled);
        await NextAsync(watch);
        for (var i = 0; i < 40; i++) await HaveAsync(server, source, Text(i), Many(900, new string('a', 100), version: i + 1));
        await server.Server.StopAsync().WaitAsync(Patience, Cancelled);
        await following;

        // it was not told all: the server did wait for it
        var read = new List<long>();
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true) read.Add((await NextAsync(watch)).Epoch);
        });
        Assert.DoesNotContain(server.Server.Serving.Bundle!.Epoch, read);
    }

    [Fact]
    public async Task Watchers_beyond_the_bound_are_refused_until_another_leaves_and_leaving_is_no_error()
    {
        var watches = new List<AsyncServerStreamingCall<WatchResponse>>();
        for (var i = 0; i < 1000; i++) watches.Add(_server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled));
        foreach (var watch in watches) await NextAsync(watch);
        using var refused = _server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled);
        var exception = await Assert.ThrowsAsync<RpcException>(() => NextAsync(refused));
        Assert.Equal((StatusCode.ResourceExhausted, "the server has 1000 watchers, and takes no more"), (exception.StatusCode, exception.Status.Detail));

        watches[0].Dispose();
        while (!await IsTakenAsync()) Cancelled.ThrowIfCancellationRequested();
        foreach (var watch in watches) watch.Dispose();
        while (_server.Server.CallsUnderWay > 0)
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.DoesNotContain(_log.Records, static record => record.StartsWith("Error", StringComparison.Ordinal) || record.StartsWith("Critical", StringComparison.Ordinal));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static BundleFile Policy(string id, int version) => new($"{id}.json", "Policy", id, version);

    private static BundleFile[] Many(int count, string prefix, int version = 1) =>
        [.. Enumerable.Range(0, count).Select(i => Policy(prefix + Text(i), version))];

    private static async Task StopAsync(RunningServer server, FakeTimeProvider clock)
    {
        var stopping = server.Server.StopAsync();
        while (!stopping.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stopping;
    }

    private static async Task<WatchResponse> NextAsync(AsyncServerStreamingCall<WatchResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(Cancelled).WaitAsync(Patience, Cancelled));
        return watch.ResponseStream.Current;
    }

    private async Task<bool> IsTakenAsync()
    {
        using var watch = _server.Policies.Watch(new WatchRequest(), cancellationToken: Cancelled);
        try
        {
            await NextAsync(watch);
            return true;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.ResourceExhausted)
        {
            return false;
        }
    }

    private async Task<WatchResponse> FirstAsync(long since)
    {
        using var watch = _server.Policies.Watch(new WatchRequest { SinceEpoch = since }, cancellationToken: Cancelled);
        return await NextAsync(watch);
    }

    private Task HaveAsync(string revision, params BundleFile[] files) => HaveAsync(_server, _source, revision, files);

    private static async Task HaveAsync(RunningServer server, ScriptedSource source, string revision, params BundleFile[] files)
    {
        await source.HaveAsync(server, new LoadResult(Fixture.Bundle with { Revision = revision, Files = [.. Fixture.Bundle.Files, .. files] }, []));
        Assert.Equal(revision, server.Server.Serving.Bundle!.Bundle.Revision);
    }
}
