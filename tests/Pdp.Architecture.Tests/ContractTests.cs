using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Architecture.Tests;

/// <summary>The contract in <c>protos/</c> keeps buf's rules (STANDARD) and never breaks those who use it (WIRE_JSON).</summary>
public sealed class ContractTests
{
    private const string Baseline = "eng/contract-baseline.binpb";

    [Fact]
    public async Task The_contract_passes_lint()
    {
        var (exitCode, output, error) = await Peer.Buf.RunAsync(["lint"]);

        Assert.True(exitCode == 0, output + error);
    }

    [Fact]
    public async Task The_contract_breaks_nobody()
    {
        var (exitCode, output, error) = await Peer.Buf.RunAsync(["breaking", "--against", Baseline]);

        Assert.True(exitCode == 0, output + error);
    }

    [Fact]
    public async Task The_contract_is_formatted()
    {
        var (exitCode, output, error) = await Peer.Buf.RunAsync(["format", "--diff", "--exit-code"]);

        Assert.True(exitCode == 0, output + error);
    }
}
