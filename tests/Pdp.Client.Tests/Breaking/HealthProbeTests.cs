using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Pdp.Client.Tests.Support;
using Xunit;

namespace Pdp.Client.Tests.Breaking;

/// <summary>A PDP is well when it says so itself; all that is no such answer is no, and none of it is an exception.</summary>
public sealed class HealthProbeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HealthCheckResponse.Types.ServingStatus.Serving, true)]
    [InlineData(HealthCheckResponse.Types.ServingStatus.NotServing, false)]
    [InlineData(HealthCheckResponse.Types.ServingStatus.ServiceUnknown, false)]
    [InlineData(HealthCheckResponse.Types.ServingStatus.Unknown, false)]
    [InlineData((HealthCheckResponse.Types.ServingStatus)77, false)]
    public async Task It_says_what_the_pdp_says_and_leaves_the_connection(HealthCheckResponse.Types.ServingStatus status, bool isWell)
    {
        await using var pdp = await ScriptedPdp.StartAsync(new Script { Health = status });
        using var connections = Connections(pdp.EndPoint);
        var before = connections.Current;

        Assert.Equal(isWell, await Probe(Patience).IsWellAsync(connections, Cancellation));

        Assert.Equal(1, pdp.Script.Probes);
        Assert.Same(before, connections.Current);
    }

    [Theory]
    [InlineData(StatusCode.Unimplemented, true)] // one without the service is there all the same
    [InlineData(StatusCode.NotFound, false)]
    [InlineData(StatusCode.Internal, false)]
    [InlineData(StatusCode.Unauthenticated, false)]
    public async Task A_failure_is_no_health_unless_there_is_no_such_service(StatusCode status, bool isWell)
    {
        await using var pdp = await ScriptedPdp.StartAsync(new Script { HealthFailure = status });
        using var connections = Connections(pdp.EndPoint);

        Assert.Equal(isWell, await Probe(Patience).IsWellAsync(connections, Cancellation));
    }

    [Theory]
    [InlineData(NetworkFault.Down)]
    [InlineData(NetworkFault.Hung)]
    [InlineData(NetworkFault.Resetting)]
    [InlineData(NetworkFault.Garbage)]
    [InlineData(NetworkFault.Truncated)]
    public async Task Where_nothing_comes_through_it_says_no_in_time_and_tries_a_new_connection(NetworkFault fault)
    {
        await using var pdp = await ScriptedPdp.StartAsync(new Script());
        await using var network = new FaultyNetwork(pdp.EndPoint);
        using var connections = Connections(network.EndPoint);
        // patiently, since a connection that was renewed a moment ago is not renewed again
        Assert.True(await Probe(Patience).IsWellAsync(connections, Cancellation));
        var probe = Probe(TimeSpan.FromMilliseconds(500));
        network.Break(fault);
        var before = connections.Current;

        var isWell = await probe.IsWellAsync(connections, Cancellation).WaitAsync(Patience, Cancellation);

        Assert.False(isWell);
        Assert.NotSame(before, connections.Current);
        network.Heal();
        while (!await probe.IsWellAsync(connections, Cancellation)) await Task.Delay(10, Cancellation);
    }

    [Fact]
    public async Task The_end_of_the_client_is_all_that_it_throws()
    {
        await using var pdp = await ScriptedPdp.StartAsync(new Script());
        await using var network = new FaultyNetwork(pdp.EndPoint);
        network.Break(NetworkFault.Hung);
        var connections = Connections(network.EndPoint);
        using var ending = new CancellationTokenSource();

        var asking = Probe(Patience).IsWellAsync(connections, ending.Token);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        connections.Dispose();

        Assert.False(await Probe(Patience).IsWellAsync(connections, Cancellation));
    }

    private static HealthProbe Probe(TimeSpan timeout) => new(timeout, TimeProvider.System);

    private static ConnectionHolder Connections(System.Net.EndPoint endPoint)
    {
        var options = new PdpClientOptions { Endpoints = [$"http://{endPoint}"] };
        return new ConnectionHolder(ConnectionFactory.Of(options, TimeProvider.System)[0], options, TimeProvider.System, NullLogger.Instance);
    }
}
