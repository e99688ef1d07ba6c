using System.Globalization;
using Pdp.Bundles;
using Pdp.Docs.Tests.Markdown;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;
using Xunit;

namespace Pdp.Docs.Tests;

/// <summary>The page on limits has the defaults in the code.</summary>
public sealed class LimitsPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read("docs/limits.md");

    /// <summary>The limits by the name the page gives them.</summary>
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["largest file"] = Mebibytes(new LoadOptions().MaxFileBytes),
        ["deepest nesting of JSON"] = Plain(new LoadOptions().MaxJsonDepth),
        ["most files"] = Plain(new LoadOptions().MaxFiles),
        ["longest text of an expression"] = Plain(ParserOptions.Default.MaxLength) + " characters",
        ["deepest nesting of an expression"] = Plain(ParserOptions.Default.MaxDepth),
        ["errors told of one expression"] = Plain(ParserOptions.Default.MaxErrors),
        ["work of one rule, variable or notice (`fuel`)"] = Plain(new EngineLimits().Fuel) + " units",
        ["time of one decision (`decisionTime`)"] = Plain((long)new EngineLimits().DecisionTime.TotalMilliseconds) + " ms",
        ["nesting of policies and references (`policyDepth`)"] = Plain(new EngineLimits().MaxPolicyDepth),
    };

    [Fact]
    public void Every_limit_has_the_default_shown()
    {
        var shown = Page.Tables.SelectMany(table => table.Rows)
            .ToDictionary(row => row.Cells[0], row => row.Cells[1], StringComparer.Ordinal);

        Assert.Equal(Defaults.OrderBy(pair => pair.Key), shown.OrderBy(pair => pair.Key));
    }

    private static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Mebibytes(long value) => $"{Plain(value >> 20)} MiB";
}
