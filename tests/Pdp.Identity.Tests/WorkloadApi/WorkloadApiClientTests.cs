using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Pdp.Identity.WorkloadApi;
using Pdp.TestKit.Workloads;
using Xunit;

namespace Pdp.Identity.Tests.WorkloadApi;

/// <summary>A Workload API in another language, over a real socket.</summary>
public sealed class WorkloadApiClientTests : IWorkloadWatcher<ImmutableSortedDictionary<string, byte[]>>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-wl-");
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Key_sets_come_as_they_are_pushed_and_again_when_the_stream_has_ended()
    {
        var address = WorkloadAddress.Parse($"unix://{_folder.FullName}/agent.sock", out _)!;
        await using var agent = await WorkloadAgent.StartAsync(address.Text, Cancelled);
        await agent.SayAsync(Say("one"), Cancelled);
        using var client = new WorkloadApiClient(address, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var watching = client.WatchKeySetsAsync(this, stop.Token);
        Assert.Equal("came example.org=one", await _told.Reader.ReadAsync(Cancelled));
        await agent.SayAsync(Say("two"), Cancelled);
        Assert.Equal("came example.org=two", await _told.Reader.ReadAsync(Cancelled));
        await agent.SayAsync(new JsonObject { ["end"] = true }, Cancelled);
        Assert.Equal("lost the stream has ended", await _told.Reader.ReadAsync(Cancelled));
        Assert.Equal("came example.org=two", await _told.Reader.ReadAsync(Cancelled));
        foreach (var _ in new[] { 1, 2 }) Assert.Equal("FetchJWTBundles true", await agent.CallAsync(Cancelled));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task One_that_takes_the_connection_and_says_nothing_is_left()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var client = new WorkloadApiClient(WorkloadAddress.Parse($"tcp://{silent.LocalEndpoint}", out _)!, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var watching = client.WatchKeySetsAsync(this, stop.Token);
        using var taken = await silent.AcceptTcpClientAsync(Cancelled);
        clock.Advance(WorkloadStream<string>.LongestSilence);
        Assert.Equal("lost DeadlineExceeded: it has said nothing for 30 s", await _told.Reader.ReadAsync(Cancelled));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    void IWorkloadWatcher<ImmutableSortedDictionary<string, byte[]>>.Came(ImmutableSortedDictionary<string, byte[]> state) =>
        _told.Writer.TryWrite("came " + string.Join(' ', state.Select(static one => $"{one.Key}={Encoding.UTF8.GetString(one.Value)}")));

    void IWorkloadWatcher<ImmutableSortedDictionary<string, byte[]>>.Discarded(string why) => _told.Writer.TryWrite($"discarded {why}");

    void IWorkloadWatcher<ImmutableSortedDictionary<string, byte[]>>.Denied(string why) => _told.Writer.TryWrite($"denied {why}");

    void IWorkloadWatcher<ImmutableSortedDictionary<string, byte[]>>.Lost(string why, TimeSpan pause) => _told.Writer.TryWrite($"lost {why}");

    void IWorkloadWatcher<ImmutableSortedDictionary<string, byte[]>>.Ended(string why) => _told.Writer.TryWrite($"ended {why}");

    private static JsonObject Say(string set) => new() { ["jwt"] = new JsonObject { ["spiffe://example.org"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(set)) } };
}
