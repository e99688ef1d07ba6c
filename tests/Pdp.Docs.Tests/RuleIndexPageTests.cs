using System.Text.Json;
using Pdp.Docs.Tests.Markdown;
using Pdp.Engine.Reports;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The page of the rule index says of conditions what the index does with them.</summary>
public sealed class RuleIndexPageTests
{
    private const string PagePath = "docs/rule-index.md";

    /// <summary>Line, condition and kinds of key of the table that has these columns.</summary>
    public static TheoryData<int, string, string> Conditions
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            foreach (var table in MarkdownPage.Read(PagePath).Tables.Where(table => table.Column("found by") >= 0))
            {
                foreach (var row in table.Rows) data.Add(row.Line, row.Code(table.Column("condition")), row.Cells[table.Column("found by")]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_has_the_keys_shown(int line, string condition, string keys)
    {
        using var folder = new PolicyFolder();
        folder.WriteDocument(
            $$"""
            {"apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1,
             "rules": [{"id": "r", "effect": "permit", "when": {{JsonSerializer.Serialize(condition)}}}]}
            """,
            0);
        var kinds = folder.Load().Set.DescribeRules(cancellation: TestContext.Current.CancellationToken).Lists[1].Kinds;

        Assert.True(Told(kinds) == keys, $"{PagePath}:{line}: `{condition}` is found by {Told(kinds)}, not {keys}");
    }

    [Fact]
    public void There_are_conditions_of_every_kind() =>
        Assert.Subset(
            Conditions.Select(row => row.Data.Item3).ToHashSet(), new HashSet<string> { "value", "membership", "range", "prefix", "absence", "nothing" });

    private static string Told(KeyKinds kinds)
    {
        (int Count, string Name)[] all =
        [
            (kinds.Values, "value"), (kinds.Elements, "membership"), (kinds.Ranges, "range"), (kinds.Prefixes, "prefix"), (kinds.Absences, "absence"),
        ];
        return kinds.Any == 0 ? "nothing" : string.Join(", ", all.Where(kind => kind.Count > 0).Select(kind => kind.Name));
    }
}
