using System.Text.Json;
using Pdp.LoadBenchmarks.Workloads;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Workloads;

public sealed class PolicyWriterTests : IDisposable
{
    private static readonly ResourcePolicy Policy = new("doc_7",
    [
        new ResourceRule("near", true, ["view"], "employee", "subject.tenant == resource.tenant && resource.owner == subject.id && context.hour < 18"),
        new ResourceRule("locked", false, [], null, "resource.locked"),
    ]);

    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-policies-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Our_documents_have_the_role_as_a_condition()
    {
        PolicyWriter.Write([Policy], _folder);
        Same(
            """
            {"apiVersion":"pdp/v1","kind":"Policy","id":"doc-7","version":1,"target":"resource.type == 'doc_7'","rules":[
            {"id":"near","effect":"permit","actions":["view"],"when":"'employee' in subject.roles && subject.tenant == resource.tenant && resource.owner == subject.id && context.hour < 18"},
            {"id":"locked","effect":"deny","when":"resource.locked"}]}
            """);
    }

    [Fact]
    public void Those_of_Cerbos_have_the_role_apart_and_the_context_at_the_principal()
    {
        PolicyWriter.WriteCerbos([Policy], _folder);
        Same(
            """
            {"apiVersion":"api.cerbos.dev/v1","resourcePolicy":{"resource":"doc_7","version":"default","rules":[
            {"name":"near","effect":"EFFECT_ALLOW","actions":["view"],"roles":["employee"],"condition":{"match":{"expr":"P.attr.tenant == R.attr.tenant && R.attr.owner == P.id && P.attr.hour < 18"}}},
            {"name":"locked","effect":"EFFECT_DENY","actions":["*"],"roles":["*"],"condition":{"match":{"expr":"R.attr.locked"}}}]}}
            """);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(1000, 200)]
    public void Typed_sets_have_as_many_rules_as_they_are_called_by(int rules, int types)
    {
        var policies = PolicySets.Typed(rules).ToList();
        Assert.Equal(types, policies.Select(static p => p.Type).Distinct().Count());
        Assert.Equal(rules, policies.Sum(static p => p.Rules.Count));
    }

    [Fact]
    public void Flat_sets_have_one_type_and_no_two_rules_alike()
    {
        var policy = Assert.Single(PolicySets.Flat(500));
        Assert.Equal(500, policy.Rules.Select(static r => r.Condition).Distinct().Count());
    }

    private void Same(string expected)
    {
        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "doc_7.json")));
        using var wanted = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(wanted.RootElement, written.RootElement), written.RootElement.ToString());
    }
}
