using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>A channel to the PDP, with the clients and streams on it.</summary>
internal sealed class Connection : IDisposable
{
    private readonly GrpcChannel _channel;

    public Connection(GrpcChannel channel, StreamLanes streams)
    {
        _channel = channel;
        Invoker = channel.CreateCallInvoker();
        Decisions = new DecisionService.DecisionServiceClient(channel);
        Policies = new PolicyService.PolicyServiceClient(channel);
        Health = new Health.HealthClient(channel);
        Streams = streams;
    }

    public CallInvoker Invoker { get; }

    public DecisionService.DecisionServiceClient Decisions { get; }

    public PolicyService.PolicyServiceClient Policies { get; }

    public Health.HealthClient Health { get; }

    public StreamLanes Streams { get; }

    /// <summary>Takes no further checks on its streams; those under way are answered.</summary>
    public void Retire() => Streams.Retire();

    /// <inheritdoc/>
    public void Dispose()
    {
        Streams.Dispose();
        _channel.Dispose();
    }
}
