using System.Globalization;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Reloading.Kept;

/// <summary>
/// A server is killed at random moments: while it starts, notices a change, puts it in force, and writes it. Each next start has no
/// source to read, and serves the old revision or the new one, whole. <c>PDP_KILLS=200</c> makes it a long one.
/// </summary>
public sealed class KilledServerTests(ITestOutputHelper output) : IDisposable
{
    // so many that to check and to write them takes a while
    private const int Files = 200;

    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("PDP_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 2;

    private static readonly TimeSpan Start = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan Activation = TimeSpan.FromMilliseconds(500);

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-killed-");

    private string Policies => Path.Combine(_place.FullName, "policies");

    private string State => Path.Combine(_place.FullName, "state");

    private string Broken => Path.Combine(Policies, "broken.json");

    public void Dispose() => _place.Delete(recursive: true);

    [Fact]
    public async Task A_start_after_a_kill_serves_the_old_revision_or_the_new_one_whole()
    {
        var random = new Random(Environment.TickCount);
        Directory.CreateDirectory(Policies);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var version = 1;
        await WriteAsync(version, known);
        await using (var first = await KeptServer.StartProcessAsync(_place.FullName, Policies, State)) await first.KillAsync();
        var (old, fresh) = (0, 0);
        for (var i = 0; i < Kills; i++)
        {
            var before = version++;
            if (random.Next(3) == 0)
            {
                await WriteAsync(version, known);
                using var starting = KeptServer.Launch(_place.FullName, Policies, State);
                await Task.Delay(random.NextDouble() * Start, TestContext.Current.CancellationToken);
                await starting.SignalAsync("KILL");
                await starting.ExitAsync();
            }
            else
            {
                await BreakAsync();
                await using var server = await KeptServer.StartProcessAsync(_place.FullName, Policies, State);
                await WriteAsync(version, known);
                await Task.Delay(random.NextDouble() * Activation, TestContext.Current.CancellationToken);
                await server.KillAsync();
            }

            await BreakAsync();
            await using var next = await KeptServer.StartProcessAsync(_place.FullName, Policies, State);
            var served = known[next.Revision];
            Assert.True(served == before || served == version, $"version {served} after {before} and {version}");
            for (var file = 0; file < Files; file += 37)
            {
                var answer = await next.AskAsync((served * Files) + file);
                Assert.Equal((Decision.Permit, next.Revision), (answer.Decision, answer.Revision));
            }

            await next.KillAsync();
            if (served == version) fresh++;
            else old++;
            version = served;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Kills} kills: the old revision {old} times, the new one {fresh} times"));
    }

    // the whole folder at once, so that no state between is ever read
    private async Task WriteAsync(int version, Dictionary<string, int> known)
    {
        var next = Path.Combine(_place.FullName, "next");
        if (Directory.Exists(next)) Directory.Delete(next, recursive: true);
        Directory.CreateDirectory(next);
        for (var file = 0; file < Files; file++)
        {
            await File.WriteAllTextAsync(Path.Combine(next, string.Create(CultureInfo.InvariantCulture, $"p{file}.json")), string.Create(CultureInfo.InvariantCulture, $$"""
                {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p{{file}}", "version": {{version}}, "description": "{{new string('x', 4000)}}",
                 "rules": [{"id": "r", "effect": "permit", "when": "subject.id == '{{(version * Files) + file}}'"}]}
                """), TestContext.Current.CancellationToken);
        }

        known[BundleLoader.Load(next, cancellation: TestContext.Current.CancellationToken).Bundle!.Revision] = version;
        // what is deleted file by file is read in between, without the broken one and without others
        var aside = Path.Combine(_place.FullName, "aside");
        if (Directory.Exists(Policies)) Directory.Move(Policies, aside);
        Directory.Move(next, Policies);
        if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
    }

    private Task BreakAsync() => File.WriteAllTextAsync(Broken, "{", TestContext.Current.CancellationToken);
}
