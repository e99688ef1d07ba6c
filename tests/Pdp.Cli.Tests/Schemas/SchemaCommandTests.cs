using System.Text.Json;
using Pdp.Cli.Tests.Running;
using Pdp.TestKit.Peers;

namespace Pdp.Cli.Tests.Schemas;

public sealed class SchemaCommandTests
{
    [Fact]
    public async Task Lists_the_kinds()
    {
        var run = await CliRun.RunAsync("schema");

        Assert.Equal((ExitCodes.Ok, "bundle\ndefinitions\nentities\ngateway\npolicy\nschema\ntests\n"), (run.Code, run.Out));
    }

    [Theory]
    [InlineData("policy")]
    [InlineData("Schema")]
    [InlineData("Definitions")]
    [InlineData("Entities")]
    [InlineData("Tests")]
    [InlineData("Gateway")]
    [InlineData("Bundle")]
    public async Task Prints_the_published_schema(string kind)
    {
        var run = await CliRun.RunAsync("schema", kind);

        var file = Repository.PathOf("schemas", $"{kind.ToLowerInvariant()}.v1.schema.json");
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), run.Out);
        using var json = JsonDocument.Parse(run.Out);
        Assert.True(json.RootElement.TryGetProperty("$schema", out _));
    }

    [Theory]
    [InlineData("polcy", "= help: did you mean `policy`?")]
    [InlineData("../x", "= help: the kinds are bundle, definitions, entities, gateway, policy, schema, tests")]
    public async Task An_unknown_kind_is_told(string kind, string help)
    {
        var run = await CliRun.RunAsync("schema", kind);

        Assert.Equal(ExitCodes.BadInput, run.Code);
        Assert.Equal($"error: unknown kind of document `{kind}`\n  {help}\n", run.Error);
    }
}
