using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Pdp.Authoring.Formatting;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Authoring.Tests.Formatting;

/// <summary>What formatting promises, on generated documents. <c>PDP_FORMAT_CASES</c> says how many.</summary>
public sealed partial class FormatPropertyTests
{
    private static readonly int Cases = int.Parse(Environment.GetEnvironmentVariable("PDP_FORMAT_CASES") ?? "300", CultureInfo.InvariantCulture);

    [Fact]
    public void Formatting_again_changes_nothing_and_formatting_changes_no_meaning()
    {
        var expressions = 0;
        DocumentGen.Document.Sample(
            document =>
            {
                var once = Format(document);
                Assert.Equal(once, Format(once));
                using var before = JsonDocument.Parse(document);
                using var after = JsonDocument.Parse(once);
                Compare(before.RootElement, after.RootElement, isExpression: false, ref expressions);
            },
            iter: Cases);
        TestContext.Current.SendDiagnosticMessage($"{Cases} documents with {expressions} expressions");
        Assert.True(expressions > Cases);
    }

    private static string Format(string text)
    {
        var result = DocumentFormatter.Format("p.json", Encoding.UTF8.GetBytes(text));
        Assert.Empty(result.Problems);
        return result.Text!;
    }

    // by another JSON reader than ours
    private static void Compare(JsonElement before, JsonElement after, bool isExpression, ref int expressions)
    {
        if (isExpression)
        {
            var (was, became) = (TextOf(before), TextOf(after));
            if (Parser.Parse(was).Root is { } tree)
            {
                Interlocked.Increment(ref expressions);
                Assert.Equal(TreeText.Of(tree), TreeText.Of(Parser.Parse(became).Root));
                Assert.Equal(Comments(was), Comments(became));
                return;
            }
        }

        Assert.Equal(before.ValueKind, after.ValueKind);
        switch (before.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(before.EnumerateObject().Select(member => member.Name), after.EnumerateObject().Select(member => member.Name));
                foreach (var (was, became) in before.EnumerateObject().Zip(after.EnumerateObject()))
                    Compare(was.Value, became.Value, IsExpression(was.Name), ref expressions);
                break;
            case JsonValueKind.Array:
                Assert.Equal(before.GetArrayLength(), after.GetArrayLength());
                foreach (var (was, became) in before.EnumerateArray().Zip(after.EnumerateArray())) Compare(was, became, isExpression: false, ref expressions);
                break;
            case JsonValueKind.String:
                Assert.Equal(before.GetString(), after.GetString());
                break;
            default:
                Assert.Equal(before.GetRawText(), after.GetRawText());
                break;
        }
    }

    private static bool IsExpression(string name) => name is "target" or "when" or "a" or "b_2" or "x y" or "ü";

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : string.Join('\n', value.EnumerateArray().Select(line => line.GetString()));

    private static IEnumerable<string> Comments(string text)
    {
        var position = 0;
        foreach (var token in new Lexer(text, new DiagnosticBag()).Run(100))
        {
            foreach (Match comment in Comment().Matches(text[position..token.Start])) yield return comment.Value.TrimEnd();
            position = token.End;
        }
    }

    [GeneratedRegex("//[^\r\n]*")]
    private static partial Regex Comment();
}
