using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Pdp.Cli.Tests.Running;
using Pdp.Cli.Tests.Shadowing;
using Pdp.Contracts.V1;

namespace Pdp.Cli.Tests.Auditing;

/// <summary>Logs that real servers have written, and what the command says of them.</summary>
public sealed class ServedLogTests : IDisposable
{
    private const string Planted = "CANARY";

    private readonly DirectoryInfo _place = Directory.CreateTempSubdirectory("pdp-served-log-");

    private string Log => Path.Combine(_place.FullName, "log");

    private string Policies => Path.Combine(_place.FullName, "policies");

    private string Key => Path.Combine(_place.FullName, "key.pem");

    private string PublicKey => Path.Combine(_place.FullName, "key.pub");

    public void Dispose() => _place.Delete(recursive: true);

    [Fact]
    public async Task What_servers_signed_is_verified_from_start_to_start_and_shows_what_was_changed_cut_off_or_signed_by_another()
    {
        Write();
        for (var i = 0; i < 2; i++) await ServeAsync();

        var run = await CliRun.RunAsync("audit", "verify", Log, "--keys", PublicKey, "--format", "json");
        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        var verdict = JsonDocument.Parse(run.Out).RootElement;
        Assert.True(verdict.GetProperty("checkpoints").GetInt32() >= 2);

        // the last record is the checkpoint itself: it vouches for all before it
        Assert.Equal(verdict.GetProperty("last").GetInt64() - 1, verdict.GetProperty("signed").GetInt64());

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var otherKey = Path.Combine(_place.FullName, "other.pub");
        await File.WriteAllTextAsync(otherKey, other.ExportSubjectPublicKeyInfoPem(), TestContext.Current.CancellationToken);
        run = await CliRun.RunAsync("audit", "verify", Log, "--keys", otherKey);
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("which is not trusted", run.Out, StringComparison.Ordinal);

        // whoever chains all anew has not the key
        var file = Path.Combine(Log, "audit-00000001.jsonl");
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(file, Chained(lines.Select(static line => line.Replace("\"PERMIT\"", "\"DENY\"", StringComparison.Ordinal))), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("audit", "verify", Log)).Code);
        run = await CliRun.RunAsync("audit", "verify", Log, "--keys", PublicKey);
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("the signature of the checkpoint is wrong", run.Out, StringComparison.Ordinal);

        // nor can whoever begins it anew sign its beginning
        var bare = lines[0][..lines[0].IndexOf(",\"reason\":", StringComparison.Ordinal)] + lines[0][lines[0].LastIndexOf(",\"hash\":", StringComparison.Ordinal)..];
        await File.WriteAllLinesAsync(file, Chained([bare, lines[1]]), TestContext.Current.CancellationToken);
        run = await CliRun.RunAsync("audit", "verify", Log, "--keys", PublicKey);
        Assert.Contains("the file does not begin with a signature", run.Out, StringComparison.Ordinal);
        Assert.Contains("no checkpoint is signed with a key that may", run.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, run.Code);
    }

    [Fact]
    public async Task Nothing_sensitive_is_in_what_the_command_says_of_a_log()
    {
        Write();
        await ServeAsync();
        var secret = (await File.ReadAllLinesAsync(Key, TestContext.Current.CancellationToken))[1..^1];

        string[][] commands =
        [
            ["audit", "query", Log], ["audit", "query", Log, "--requests"], ["audit", "query", Log, "--format", "text"], ["audit", "verify", Log, "--format", "json"],
            ["audit", "replay", Log, Policies], ["audit", "replay", Log, Policies, "--format", "json"], ["diff", Policies, Policies, "--log", Log, "--format", "json", "--changes"],
        ];
        foreach (var command in commands)
        {
            var run = await CliRun.RunAsync(command);
            Assert.Equal(ExitCodes.Ok, run.Code);
            Assert.DoesNotContain(Planted, run.Out + run.Error, StringComparison.Ordinal);
            foreach (var line in secret) Assert.DoesNotContain(line, run.Out + run.Error, StringComparison.Ordinal);
        }

        var replay = await CliRun.RunAsync("audit", "replay", Log, Policies);
        Assert.Contains("1 decision not replayable: 1 masked", replay.Out, StringComparison.Ordinal);
    }

    private async Task ServeAsync()
    {
        await using var server = await ServedPolicies.StartAsync(Policies, "--audit", "required", "--audit-dir", Log, "--audit-key", Key, "--audit-checkpoint", "1ms");
        using var link = server.Link();
        var request = new CheckRequest
        {
            Subject = new Subject { Type = "user", Id = "alice", Properties = new Struct { Fields = { ["ssn"] = Value.ForString($"{Planted}-1") } } },
            Action = new() { Name = "read" },
            Resource = new Resource { Type = "doc", Id = "d" },
        };
        var answer = await link.CallAsync(options => new DecisionService.DecisionServiceClient(link.Channel).CheckAsync(request, options), TestContext.Current.CancellationToken);
        Assert.Equal(Decision.Permit, answer.Decision);
    }

    private static List<string> Chained(IEnumerable<string> lines)
    {
        const string Member = ",\"hash\":\"";
        var (hash, made) = (new byte[SHA256.HashSizeInBytes], new List<string>());
        foreach (var line in lines)
        {
            var content = line[..line.LastIndexOf(Member, StringComparison.Ordinal)];
            var next = SHA256.HashData([.. hash, .. System.Text.Encoding.UTF8.GetBytes(content)]);
            if (!content.Contains("\"kind\":\"file\"", StringComparison.Ordinal)) hash = next;
            made.Add($"{content}{Member}{Convert.ToHexStringLower(next)}\"}}");
        }

        return made;
    }

    private void Write()
    {
        Directory.CreateDirectory(Policies);
        File.WriteAllText(Path.Combine(Policies, "schema.json"), """
            { "apiVersion": "pdp/v1", "kind": "Schema",
              "subjects": { "user": { "type": "object", "properties": { "ssn": { "type": "string", "x-pdp-sensitive": "mask" } } } },
              "resources": { "doc": { "type": "object" } } }
            """);
        File.WriteAllText(Path.Combine(Policies, "p.json"), """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "rules": [
              { "id": "r", "effect": "permit", "actions": ["read"], "obligations": [ { "id": "tell", "properties": { "ssn": "subject.ssn" } } ] } ] }
            """);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(PublicKey, key.ExportSubjectPublicKeyInfoPem());
    }
}
