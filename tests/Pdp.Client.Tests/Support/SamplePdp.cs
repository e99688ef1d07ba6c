using Pdp.Client.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(SamplePdp))]

namespace Pdp.Client.Tests.Support;

/// <summary>One server with the sample policies, for all tests that do nothing to it.</summary>
public sealed class SamplePdp : IAsyncLifetime
{
    internal PdpProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Process = await PdpProcess.StartAsync();

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
