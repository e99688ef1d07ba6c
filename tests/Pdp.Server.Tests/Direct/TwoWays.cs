using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Direct;

/// <summary>Two servers alike, but that one answers directly what it can, and the other leaves everything to the gRPC library.</summary>
public sealed class TwoWays : IAsyncLifetime
{
    internal LogRecorder DirectLog { get; } = new();

    internal LogRecorder LibraryLog { get; } = new();

    internal RunningServer Direct { get; private set; } = null!;

    internal RunningServer Library { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Direct = await RunningServer.StartAsync(warm: false, log: DirectLog);
        Library = await RunningServer.StartAsync(static o => o with { AnswersDirectly = false }, warm: false, log: LibraryLog);
    }

    public async ValueTask DisposeAsync()
    {
        await Direct.DisposeAsync();
        await Library.DisposeAsync();
        DirectLog.Dispose();
        LibraryLog.Dispose();
    }
}
