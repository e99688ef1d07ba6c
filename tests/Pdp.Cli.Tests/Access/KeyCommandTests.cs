using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pdp.Cli.Hosting;
using Pdp.Cli.Tests.Running;
using Xunit;

namespace Pdp.Cli.Tests.Access;

public sealed class KeyCommandTests
{
    [Fact]
    public async Task A_key_comes_with_the_entry_that_a_server_reads()
    {
        var run = await CliRun.RunAsync("access", "key", "orders", "--expires", "2027-03-02T10:00:00Z", "--format", "json");
        Assert.Equal(ExitCodes.Ok, run.Code);
        using var answer = JsonDocument.Parse(run.Out);
        var key = answer.RootElement.GetProperty("key").GetString()!;
        Assert.Matches("^pdp_[A-Za-z0-9_-]{43}$", key);
        var entry = answer.RootElement.GetProperty("entry");
        Assert.Equal("orders", entry.GetProperty("name").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key))), entry.GetProperty("sha256").GetString());
        Assert.Equal("2027-03-02T10:00:00Z", entry.GetProperty("expires").GetString());
    }

    [Fact]
    public async Task No_two_are_the_same_and_people_can_read_them()
    {
        var (one, other) = (await CliRun.RunAsync("access", "key", "orders"), await CliRun.RunAsync("access", "key", "orders"));
        Assert.NotEqual(one.Out, other.Out);
        var lines = one.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("key    pdp_", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("""entry  {"name": "orders", "sha256": """, lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        var run = await CliRun.RunAsync("access", "key", name);
        Assert.Equal((ExitCodes.BadInput, ""), (run.Code, run.Out));
        Assert.Contains("NAME", run.Error, StringComparison.Ordinal);
    }
}
