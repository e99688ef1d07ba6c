using System.Net;
using Pdp.Contracts.V1;
using Pdp.Server.Auditing;
using Pdp.Server.Hosting;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.Rehearsals;

/// <summary>
/// Makes calls before the server says that it wants any, until the runtime has compiled the way that calls take: the first
/// ones after a start would else cost many times what they cost later.
/// <para>The calls go to a second server in this process, with the same policies, on a socket in a folder that only this user
/// can enter; it logs nothing and ends with the rehearsal. So nothing of what is asked here shows in the real one's records.</para>
/// </summary>
internal static class Rehearsal
{
    /// <summary>How long calls are made at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    // The runtime compiles a method anew after 30 calls, and once more, with what it learned, after some thousand; between
    // these it waits until for a tenth of a second nothing new was called.
    private const int MostCalls = 20_000;

    private const int Links = 4;

    private const int CallsAtOnce = 16;

    private const int BytesOfLink = 512 * 1024;

    // A policy that takes its time shall not keep the processors busy when the rehearsal is over: what comes out does not matter.
    private static readonly TimeSpan LongestDecision = TimeSpan.FromMilliseconds(20);

    private static readonly string Service = DecisionService.Descriptor.FullName;

    /// <summary>Rehearses.</summary>
    /// <param name="bundle">Whose policies are asked.</param>
    /// <param name="options">How the real server is set up.</param>
    /// <param name="cancellation">Ends the rehearsal.</param>
    /// <param name="within">Where the folder of the sockets is made, or null for the machine's place for such.</param>
    /// <returns>How many calls were made; 0 when the bundle has nothing that could be asked.</returns>
    /// <exception cref="IOException">There is no room for a socket, or the second server failed.</exception>
    public static async Task<int> RunAsync(ServedBundle bundle, PdpServerOptions options, CancellationToken cancellation, DirectoryInfo? within = null)
    {
        var checks = RehearsalRequests.Checks(bundle.Bundle);
        if (checks.Length == 0) return 0;
        using var folder = RehearsalFolder.Make(within ?? new DirectoryInfo(Path.GetTempPath()));
        var grpc = Socket(folder.Grpc);
        var second = options with
        {
            Grpc = grpc, Http = Socket(folder.Http), Reflection = false, ShadowLog = null, Tls = TlsOptions.None, Access = null, ApiKeys = null, CallerTokens = false, Revocations = null, SecurityEvents = null, Audit = AuditSettings.Off, State = null, BehindTls = false, StopDelay = TimeSpan.FromTicks(1), DrainTime = TimeSpan.FromTicks(1),
        };
        var limit = bundle.Set.Source.Limits.DecisionTime;
        await using var server = await PdpServer.StartAsync(
            second, bundle.WithDecisionTime(limit < LongestDecision ? limit : LongestDecision), new ConfigurationBuilder().Build(),
            TimeProvider.System, static log => log.ClearProviders(), cancellation);
        var made = await CallAsync(grpc.EndPoint, checks, cancellation);
        await server.StopAsync();
        return made;
    }

    private static async Task<int> CallAsync(EndPoint server, byte[][] checks, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(Longest);
        var made = await Task.WhenAll(Enumerable.Range(0, Links).Select(link => LinkAsync(link)));
        cancellation.ThrowIfCancellationRequested();
        return made.Sum();

        async Task<int> LinkAsync(int number)
        {
            var next = number * checks.Length / Links;
            var made = 0;
            try
            {
                while (made < MostCalls / Links)
                {
                    using var link = await RehearsalLink.ConnectAsync(server, end.Token);
                    for (var sent = 0; sent < BytesOfLink && made < MostCalls / Links;)
                    {
                        var bytes = 0;
                        var calls = 0;
                        for (; calls < CallsAtOnce && bytes < RehearsalLink.LargestBurst / 2; calls++)
                        {
                            var check = checks[next++ % checks.Length];
                            link.Add($"/{Service}/Check", check);
                            bytes += check.Length;
                        }

                        if ((made + calls) % (8 * CallsAtOnce) < CallsAtOnce) bytes += AddOthers(link, checks[next % checks.Length]);
                        await link.BurstAsync(end.Token);
                        made += calls;
                        sent += bytes;
                    }
                }
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // it has been long enough
            }

            return made;
        }
    }

    private static ListenAddress Socket(string path) => ListenAddress.Parse($"unix:{path}", out var error) ?? throw new IOException(error);

    // a stream and a batch
    private static int AddOthers(RehearsalLink link, byte[] check)
    {
        var streamed = RehearsalRequests.Streamed(check);
        var batch = RehearsalRequests.Batch(check);
        link.Add($"/{Service}/CheckStream", streamed, streamed, streamed, streamed);
        if (batch.Length > RehearsalLink.LargestBurst / 4) return streamed.Length;
        link.Add($"/{Service}/CheckBatch", batch);
        return streamed.Length + batch.Length;
    }
}
