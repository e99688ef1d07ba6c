using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Pdp.Cli.Tests.Running;

namespace Pdp.Cli.Tests.Bundling;

public sealed class BundleCommandTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("pdp-bundle-").FullName;
    private readonly string _bundle;
    private readonly string _private;
    private readonly string _public;
    private readonly string _keyId;

    public BundleCommandTests()
    {
        _bundle = Path.Combine(_place, "policies.tgz");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _private = WritePrivate("key.pem", key.ExportPkcs8PrivateKeyPem());
        _public = Path.Combine(_place, "key.pub");
        File.WriteAllText(_public, key.ExportSubjectPublicKeyInfoPem());
        _keyId = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public async Task A_bundle_is_built_signed_and_verified()
    {
        var built = await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle, "--sequence", "4", "--valid-for", "72h", "--sign-key", _private);
        Assert.Equal((ExitCodes.Ok, ""), (built.Code, built.Error));
        Assert.Contains("sequence  4\nexpires   2026-03-05T10:00:00Z\n", built.Out, StringComparison.Ordinal);
        var verified = await CliRun.RunAsync("bundle", "verify", _bundle, "--keys", _public);
        Assert.Equal((ExitCodes.Ok, ""), (verified.Code, verified.Error));
        Assert.StartsWith("valid\n", verified.Out, StringComparison.Ordinal);
        Assert.Contains($"signed    by key {_keyId}\n", verified.Out, StringComparison.Ordinal);
        Assert.Equal([_bundle], Directory.GetFiles(_place, "policies*"));
    }

    [Fact]
    public async Task The_report_is_read_by_programs_as_well()
    {
        await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle, "--sequence", "4", "--not-after", "2026-03-02T10:00:01Z", "--sign-key", _private);
        var run = await CliRun.RunAsync("bundle", "verify", _bundle, "--keys", _public, "--format", "json");
        using var report = JsonDocument.Parse(run.Out);
        var root = report.RootElement;
        Assert.True(root.GetProperty("valid").GetBoolean());
        Assert.True(root.GetProperty("signature_checked").GetBoolean());
        Assert.Equal((4, "2026-03-02T10:00:01Z", _keyId), (root.GetProperty("sequence").GetInt32(), root.GetProperty("not_after").GetString(), root.GetProperty("key_id").GetString()));
        Assert.NotEqual(0, root.GetProperty("counts").GetProperty("policies").GetInt32());
        Assert.Equal(0, root.GetProperty("diagnostics").GetArrayLength());
    }

    [Fact]
    public async Task The_same_folder_makes_the_same_bundle()
    {
        await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle);
        var first = await File.ReadAllBytesAsync(_bundle, TestContext.Current.CancellationToken);
        await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle);
        Assert.Equal(first, await File.ReadAllBytesAsync(_bundle, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_does_not_load_is_not_built_and_an_older_bundle_stays()
    {
        await File.WriteAllTextAsync(_bundle, "older", TestContext.Current.CancellationToken);
        var run = await CliRun.RunAsync("bundle", "build", Fixture.Broken, "-o", _bundle);
        Assert.Equal((ExitCodes.PoliciesDoNotLoad, ""), (run.Code, run.Out));
        Assert.Equal("older", await File.ReadAllTextAsync(_bundle, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_fails_a_test_before_activation_is_not_built()
    {
        var folder = Path.Combine(_place, "failing");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "p.json"), """{"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "combining": "deny-overrides", "rules": [{"id": "r", "effect": "permit"}]}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "t.json"), """{"apiVersion": "pdp/v1", "kind": "Tests", "beforeActivation": true, "tests": [{"name": "no", "subject": {"type": "u", "id": "a"}, "action": "x", "resource": {"type": "d", "id": "b"}, "expect": {"decision": "DENY"}}]}""", TestContext.Current.CancellationToken);
        var run = await CliRun.RunAsync("bundle", "build", folder, "-o", _bundle);
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("PDP0401", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_bundle));
    }

    [Fact]
    public async Task What_would_have_expired_already_is_not_built_and_what_has_is_not_valid()
    {
        var run = await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle, "--not-after", "2026-03-02T09:59:59Z");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("PDP0404", run.Error, StringComparison.Ordinal);
        await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle, "--valid-for", "1h");
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("bundle", "verify", _bundle, "--unsigned")).Code);
        var later = await new CliRunner { Clock = new FakeTimeProvider(CliRun.Now.AddHours(2)) }.RunAsync("bundle", "verify", _bundle, "--unsigned");
        Assert.Equal(ExitCodes.Failed, later.Code);
        Assert.Contains("error PDP0404: the bundle has expired: it must not be relied upon after 2026-03-02T11:00:00Z", later.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_is_signed_later_in_its_place_or_in_another()
    {
        await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle);
        var unsigned = await CliRun.RunAsync("bundle", "verify", _bundle, "--keys", _public);
        Assert.Equal(ExitCodes.Failed, unsigned.Code);
        Assert.Contains("PDP0422: the bundle is not signed", unsigned.Out, StringComparison.Ordinal);
        var other = Path.Combine(_place, "other.tgz");
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("bundle", "sign", _bundle, "--key", _private, "-o", other)).Code);
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("bundle", "verify", other, "--keys", _public)).Code);
        Assert.Equal(ExitCodes.Failed, (await CliRun.RunAsync("bundle", "verify", _bundle, "--keys", _public)).Code);
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("bundle", "sign", _bundle, "--key", _private)).Code);
        Assert.Equal(ExitCodes.Ok, (await CliRun.RunAsync("bundle", "verify", _bundle, "--keys", _public)).Code);
    }

    [Fact]
    public async Task What_is_damaged_is_neither_signed_nor_valid()
    {
        await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle);
        var octets = await File.ReadAllBytesAsync(_bundle, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_bundle, octets[..^1], TestContext.Current.CancellationToken);
        var signed = await CliRun.RunAsync("bundle", "sign", _bundle, "--key", _private);
        Assert.Equal(ExitCodes.Failed, signed.Code);
        Assert.Contains("PDP0421", signed.Error, StringComparison.Ordinal);
        Assert.Equal(octets[..^1], await File.ReadAllBytesAsync(_bundle, TestContext.Current.CancellationToken));
        Assert.Equal(ExitCodes.Failed, (await CliRun.RunAsync("bundle", "verify", _bundle, "--unsigned")).Code);
    }

    [Fact]
    public async Task A_private_key_that_others_can_read_is_warned_of()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("files have no modes here");
            return;
        }

        File.SetUnixFileMode(_private, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var run = await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle, "--sign-key", _private);
        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.StartsWith("warning: the private key in", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bundle", "build", "d", "-o", "f", "--sequence", "0", "expected a whole number from 1 to 9007199254740991, got `0`")]
    [InlineData("bundle", "build", "d", "-o", "f", "--not-after", "soon", "expected a time such as `2026-03-02T10:00:00Z`, got `soon`")]
    [InlineData("bundle", "build", "d", "-o", "f", "--valid-for", "-1h", "expected a duration such as `72h`, got `-1h`")]
    [InlineData("bundle", "verify", "f", "`--keys` is missing")]
    [InlineData("bundle", "verify", "f", "--unsigned", "--keys", "k", "`--keys` and `--unsigned` exclude each other")]
    [InlineData("bundle", "verify", "/nowhere/f", "--unsigned", "cannot read `/nowhere/f`: no such folder")]
    [InlineData("bundle", "verifi", "unknown command `verifi`")]
    public async Task A_wrong_command_line_is_told(params string[] line)
    {
        var run = await CliRun.RunAsync(line[..^1]);
        Assert.Equal((ExitCodes.BadInput, ""), (run.Code, run.Out));
        Assert.Contains(line[^1], run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_are_none_are_told()
    {
        await CliRun.RunAsync("bundle", "build", Fixture.Good, "-o", _bundle);
        var run = await CliRun.RunAsync("bundle", "verify", _bundle, "--keys", _private);
        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Contains("it has a private key in it", run.Error, StringComparison.Ordinal);
        Assert.Contains("it has no private key", (await CliRun.RunAsync("bundle", "sign", _bundle, "--key", _public)).Error, StringComparison.Ordinal);
    }

    private string WritePrivate(string name, string text)
    {
        var path = Path.Combine(_place, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
