using Pdp.Server.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Pdp.Server.Tests.Support;

/// <summary>One server for all tests that change nothing about it.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal RunningServer Running { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Running = await RunningServer.StartAsync(rehearse: true);

    public ValueTask DisposeAsync() => Running.DisposeAsync();
}
