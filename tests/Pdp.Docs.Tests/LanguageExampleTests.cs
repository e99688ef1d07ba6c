using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pdp.Bundles;
using Pdp.Bundles.Json;
using Pdp.Docs.Tests.Markdown;
using Pdp.Engine.Requests;
using Pdp.Language.Functions;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The examples of the language page have the values shown.</summary>
public sealed partial class LanguageExampleTests
{
    private const string PagePath = "docs/policy-language.md";
    private static readonly MarkdownPage Page = MarkdownPage.Read(PagePath);
    private static readonly Request PageRequest = ReadRequest();
    private static readonly Timestamp Now = CelText.ParseTimestamp("2026-03-02T10:00:00Z").AsTimestamp;

    /// <summary>Line, example and value of every table that has these columns.</summary>
    public static TheoryData<int, string, string> Examples
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            foreach (var table in Page.Tables.Where(table => table.Column("example") >= 0 && table.Column("value") >= 0))
            {
                foreach (var row in table.Rows)
                    data.Add(row.Line, row.Code(table.Column("example")), row.Code(table.Column("value")));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_has_the_value_shown(int line, string example, string value)
    {
        Assert.True(Evaluate(example) == value, $"{PagePath}:{line}: `{example}` is {Evaluate(example)}, not {value}");
    }

    [Fact]
    public void Every_function_is_on_the_page()
    {
        var missing = StandardLibrary.Policies.Names
            .Where(name => IsName().IsMatch(name) && !Page.Text.Contains($"{name}(", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_function_on_the_page_exists()
    {
        var unknown = Page.Tables.Where(table => table.Header[0] == "function")
            .SelectMany(table => table.Rows).Select(row => row.Code(0))
            .Except(StandardLibrary.Policies.Names, StringComparer.Ordinal);

        Assert.Empty(unknown);
    }

    /// <summary>The value as a CEL literal, the code of an error in italics, or the code of a finding at load in bold.</summary>
    private static string Evaluate(string expression)
    {
        using var folder = new PolicyFolder();
        folder.Write("schema.json", Page.Blocks.Single(block => block.Is("page-schema")).Text);
        folder.Write("policy.json", $$"""
            {
              "apiVersion": "pdp/v1", "kind": "Policy", "id": "page", "version": 1,
              "rules": [ { "id": "example", "effect": "permit",
                "obligations": [ { "id": "show", "properties": { "value": {{JsonSerializer.Serialize(expression)}} } } ] } ]
            }
            """);
        var loaded = BundleLoader.Load(folder.Path);
        if (loaded.Bundle is null) return $"**{loaded.Diagnostics[0].Code}**";
        var decision = loaded.Bundle.Set.Decide(PageRequest, Now, TestContext.Current.CancellationToken);
        if (decision.Errors.Count > 0) return $"*{decision.Errors[0].Code}*";
        Assert.True(decision.Obligations[0].Properties.TryGet("value", out var value));
        return CelText.ToLiteral(value);
    }

    private static Request ReadRequest()
    {
        var text = Encoding.UTF8.GetBytes(Page.Blocks.Single(block => block.Is("page-request")).Text);
        return RequestJson.TryRead(text, out var request, out var errors)
            ? request
            : throw new InvalidDataException(string.Join('\n', errors));
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.]*$")]
    private static partial Regex IsName();
}
