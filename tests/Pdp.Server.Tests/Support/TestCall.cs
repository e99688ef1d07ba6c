using Grpc.Core;

namespace Pdp.Server.Tests.Support;

/// <summary>A call without a transport, to see when a method itself ends.</summary>
internal sealed class TestCall : ServerCallContext
{
    public TestCall(DateTime deadline, CancellationToken cancellation)
    {
        DeadlineCore = deadline;
        CancellationTokenCore = cancellation;

        // where the library looks for it in calls that are not its own
        UserState["__HttpContext"] = Callers.Call();
    }

    protected override string MethodCore => "test";

    protected override string HostCore => "test";

    protected override string PeerCore => "test";

    protected override DateTime DeadlineCore { get; }

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore { get; }

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
