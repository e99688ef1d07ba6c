using Pdp.Bundles;
using Pdp.Server.Settings;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(InteropServer))]

namespace Pdp.Server.Tests.AuthZen;

/// <summary>A server with the policies of the public interop scenarios, for all tests that change nothing about it.</summary>
public sealed class InteropServer : IAsyncLifetime
{
    public const string Rick = "CiRmZDA2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs";
    public const string Morty = "CiRmZDE2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs";
    public const string Summer = "CiRmZDI2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs";
    public const string Beth = "CiRmZDM2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs";
    public const string Jerry = "CiRmZDQ2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs";

    internal static Bundle Bundle { get; } = Load();

    internal RunningServer Running { get; private set; } = null!;

    internal HttpClient Http => Running.Http;

    public async ValueTask InitializeAsync() => Running = await RunningServer.StartAsync(
        static o => o with { PublicUrl = PublicAddress.Parse("https://pdp.example.com", out _), MaxBatchItems = 20 }, bundle: Bundle);

    public ValueTask DisposeAsync() => Running.DisposeAsync();

    private static Bundle Load()
    {
        var folder = Path.Combine(TestKit.Peers.Repository.Root, "samples", "authzen", "policies");
        var (bundle, diagnostics) = BundleLoader.Load(folder);
        Assert.True(bundle is not null, string.Join('\n', diagnostics.Select(DiagnosticText.Format)));
        return bundle;
    }
}
