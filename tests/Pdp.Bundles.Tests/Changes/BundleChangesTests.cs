using System.Globalization;
using CsCheck;
using Pdp.Bundles.Changes;
using Pdp.Bundles.Revisions;
using Pdp.Engine;
using Pdp.Engine.Sources;
using Xunit;

namespace Pdp.Bundles.Tests.Changes;

/// <summary>What differs between two states is told, and adds up over several.</summary>
public sealed class BundleChangesTests
{
    private static readonly PolicySet NoPolicies = PolicySet.Compile(new PolicySetSource { Policies = [], Revision = "none" }).Set!;

    [Fact]
    public void Files_that_are_read_again_are_the_same_if_their_octets_are()
    {
        using var folder = new TemporaryFolder();
        folder.Write("p.json", Document("p", 1, "permit"));
        folder.Write("q.json", Document("q", 1, "permit"));
        folder.Write("definitions.json", """{"apiVersion": "pdp/v1", "kind": "Definitions", "conditions": {"x": "1 == 1"}}""");
        var before = Load(folder);
        folder.Write("p.json", Document("p", 1, "permit"));
        Assert.Empty(Lines(BundleChanges.Between(before, Load(folder))));

        folder.Write("q.json", Document("q", 1, "deny"));
        folder.Write("definitions.json", """{"apiVersion": "pdp/v1", "kind": "Definitions", "conditions": {"x": "1 == 2"}}""");
        Assert.Equal(["Changed q 1 1 q.json", "Changed Definitions definitions.json"], Lines(BundleChanges.Between(before, Load(folder))));
    }

    // documents as ID@VERSION:FILE=TEXT, others as KIND:FILE=TEXT
    [Theory]
    [InlineData("p@1:p=a", "p@1:p=a", "")]
    [InlineData("", "p@1:p=a", "Added p - 1 p")]
    [InlineData("p@1:p=a", "", "Removed p 1 - p")]
    [InlineData("p@1:p=a", "p@2:p=b", "Changed p 1 2 p")]
    [InlineData("p@1:p=a", "p@1:q=a", "Changed p 1 1 q")]
    [InlineData("p@1:p=a", "q@1:p=b", "Removed p 1 - p; Added q - 1 p")]
    [InlineData("p@1:p=a p@2:s=b", "p@2:s=c", "Removed p 1 - p; Changed p 2 2 s")]
    [InlineData("p@1:p=a p@2:s=b", "p@2:p=c p@3:s=d", "Changed p 1 3 s; Changed p 2 2 p")]
    [InlineData("p@1:p=a", "Schema:p=b", "Removed p 1 - p; Added Schema p")]
    [InlineData("Schema:s=a Bundle:b=a", "Schema:s=b Entities:b=a", "Removed Bundle b; Added Entities b; Changed Schema s")]
    public void A_difference_is_told_by_policies_and_files(string before, string after, string expected) =>
        Assert.Equal(expected, string.Join("; ", Lines(BundleChanges.Between(Parse(before), Parse(after)))));

    [Theory]
    [InlineData("p@1:p=a", "p@2:p=b", "p@3:p=c", "Changed p 1 3 p")]
    [InlineData("p@1:p=a", "p@1:p=b", "p@1:p=a", "Changed p 1 1 p")]
    [InlineData("", "p@1:p=a", "p@2:p=b", "Added p - 2 p")]
    [InlineData("", "p@1:p=a", "", "Removed p 1 - p")]
    [InlineData("p@1:p=a", "", "p@2:p=b", "Changed p 1 2 p")]
    [InlineData("p@1:p=a p@2:s=a", "p@2:p=b p@3:s=b", "p@3:p=c p@4:s=c", "Changed p 1 3 p; Changed p 2 4 s")]
    [InlineData("Schema:s=a", "Schema:s=b", "Schema:s=a", "Changed Schema s")]
    [InlineData("", "Schema:s=b", "Schema:s=a", "Added Schema s")]
    [InlineData("", "Schema:s=b", "", "Removed Schema s")]
    [InlineData("Schema:s=a", "", "Schema:s=a", "Changed Schema s")]
    [InlineData("Schema:s=a", "Schema:s=b", "", "Removed Schema s")]
    public void Changes_add_up_and_forget_nothing(string first, string second, string third, string expected)
    {
        var changes = BundleChanges.Between(Parse(first), Parse(second)).Then(BundleChanges.Between(Parse(second), Parse(third)));
        Assert.Equal(expected, string.Join("; ", Lines(changes)));
    }

    [Fact]
    public void What_adds_up_names_every_policy_and_file_that_was_another_at_any_time() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 3], Gen.Int[0, 3], Gen.Int[0, 1], static (id, version, file, text) => (id, version, file, text))
            .Array[0, 5].Array[2, 6].Sample(states =>
            {
                var bundles = states.Select(static state => Of(state.DistinctBy(static one => one.file).Select(static one =>
                    one.id == 2 ? File("Schema", null, null, $"f{one.file}", Name(one.text)) : File("Policy", Name(one.id), one.version, $"f{one.file}", Name(one.text))))).ToList();
                var (all, ids, others) = (BundleChanges.None, new HashSet<string>(), new HashSet<string>());
                for (var i = 1; i < bundles.Count; i++)
                {
                    all = all.Then(BundleChanges.Between(bundles[i - 1], bundles[i]));
                    var (before, after) = (bundles[i - 1].Files.Select(Key).ToHashSet(), bundles[i].Files.Select(Key).ToHashSet());
                    before.SymmetricExceptWith(after);
                    foreach (var (path, id, _, _) in before) (id is null ? others : ids).Add(id ?? path);
                }

                Assert.Equal(ids.Order(), all.Policies.Select(static c => c.Id).Distinct().Order());
                Assert.Equal(others.Order(), all.Documents.Select(static c => c.File).Order());
                Assert.All(all.Policies, static change => Assert.False(change is { From: null, To: null }));
            });

    [Theory]
    [InlineData(1000, 1, false)]
    [InlineData(1001, 1, true)]
    [InlineData(500, 499, false)]
    [InlineData(500, 500, true)]
    public void Too_much_to_tell_is_everything(int count, int length, bool isUnknown)
    {
        var many = Of(Enumerable.Range(0, count).Select(i => File("Schema", null, null, i.ToString("D8", CultureInfo.InvariantCulture).PadRight(length + 1, 'x'), "a")));
        Assert.Equal(isUnknown, BundleChanges.Between(Of([]), many).IsUnknown);
        Assert.Equal(isUnknown, BundleChanges.Between(many, Of([])).IsUnknown);
    }

    [Fact]
    public void What_is_unknown_stays_so()
    {
        var change = BundleChanges.Between(Parse(""), Parse("p@1:p=a"));
        Assert.True(BundleChanges.Unknown.Then(change).IsUnknown);
        Assert.True(change.Then(BundleChanges.Unknown).IsUnknown);
        Assert.Equal(Lines(change), Lines(BundleChanges.None.Then(change)));
        Assert.Equal(Lines(change), Lines(change.Then(BundleChanges.None)));
        var half = Of(Enumerable.Range(0, 600).Select(static i => File("Schema", null, null, $"a{Name(i)}", "a")));
        var other = Of(Enumerable.Range(0, 600).Select(static i => File("Schema", null, null, $"b{Name(i)}", "a")));
        Assert.True(BundleChanges.Between(Of([]), half).Then(BundleChanges.Between(Of([]), other)).IsUnknown);
    }

    private static (string Path, string? Id, int? Version, FileDigest Digest) Key(BundleFile file) => (file.Path, file.Id, file.Version, file.Digest);

    private static IEnumerable<string> Lines(BundleChanges changes)
    {
        Assert.False(changes.IsUnknown);
        return
        [
            .. changes.Policies.Select(static c => string.Create(CultureInfo.InvariantCulture, $"{c.Kind} {c.Id} {Name(c.From)} {Name(c.To)} {c.File}")),
            .. changes.Documents.Select(static c => $"{c.Kind} {c.Document} {c.File}"),
        ];
    }

    private static string Name(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static Bundle Parse(string text) => Of(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static one =>
    {
        var parts = one.Split(':', '=');
        var policy = parts[0].Split('@');
        return policy.Length == 1
            ? File(parts[0], null, null, parts[1], parts[2])
            : File("Policy", policy[0], int.Parse(policy[1], CultureInfo.InvariantCulture), parts[1], parts[2]);
    }));

    private static Bundle Of(IEnumerable<BundleFile> files) => new()
    {
        Directory = "", Name = "", Revision = "", Set = NoPolicies, Suites = [], Files = [.. files.OrderBy(static file => file.Path, StringComparer.Ordinal)],
    };

    private static BundleFile File(string kind, string? id, int? version, string path, string text) =>
        new(path, kind, id, version) { Digest = FileDigest.Of(System.Text.Encoding.UTF8.GetBytes(text)) };

    private static Bundle Load(TemporaryFolder folder)
    {
        var (bundle, findings) = BundleLoader.Load(folder.Path);
        Assert.True(bundle is not null, string.Join('\n', findings.Select(DiagnosticText.Format)));
        return bundle;
    }

    private static string Document(string id, int version, string effect) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion": "pdp/v1", "kind": "Policy", "id": "{{id}}", "version": {{version}}, "rules": [{"id": "r", "effect": "{{effect}}"}]}
        """);
}
