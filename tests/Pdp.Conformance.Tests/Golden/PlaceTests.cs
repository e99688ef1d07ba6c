using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pdp.Conformance.Tests.Data;
using Pdp.Language.Checking;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Xunit;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>
/// Where the first error of an expression stands, against cel-go's error texts. Its place is a point: the operator, the
/// parenthesis of a call, the dot of a selection. Ours is a stretch, which contains that point (the whole comparison),
/// ends right before it (the name before the parenthesis), or begins right behind it (the field behind the dot). Other
/// places are listed with their reasons.
/// </summary>
public sealed partial class PlaceTests
{
    [Fact]
    public void Errors_stand_where_the_official_ones_do()
    {
        var counts = new GoldenCounts("places");
        foreach (var (module, test) in GoldenTests.All())
        {
            // Errors of limits have no place.
            if (test.GoldenError is not { } error || Place().Match(error) is not { Success: true } place) continue;
            var point = IndexOf(test.Expr, Number(place, "line"), Number(place, "column"));
            var found = FirstError(module, test);
            var isMet = found is not null && IsAt(found.Span, point);
            counts.Add(module, test, error, isMet ? error : found is null ? "no error" : $"{found.Span}: {found.Message}");
        }

        counts.Verify();
    }

    private static bool IsAt(TextSpan span, int point) => point >= span.Start - 1 && point <= span.End;

    private static Diagnostic? FirstError(string module, ConformanceTest test)
    {
        var parsed = Parser.Parse(test.Expr, GoldenTests.Options with { ExtensionMacros = !UsesTwoVariables(module, test) });
        if (parsed.Root is null) return parsed.Diagnostics[0];

        // The official texts were made with the check of constant formats.
        return Checker.Check(parsed, GoldenTests.EnvironmentOf(test) with { TriesConstants = true }).Diagnostics
            .FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error);
    }

    /// <summary>The macros of two variables were not declared for the official error texts, the other extensions were.</summary>
    private static bool UsesTwoVariables(string module, ConformanceTest test) =>
        module == "comprehension" || test.File == "macros2";

    /// <summary>The index in UTF-16 units of a line and a column in code points, both counted from 1.</summary>
    private static int IndexOf(string text, int line, int column)
    {
        var index = 0;
        for (; line > 1; line--) index = text.IndexOf('\n', index) + 1;
        for (; column > 1 && index < text.Length; column--) index += Rune.GetRuneAt(text, index).Utf16SequenceLength;
        return index;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\AERROR: [^:]*:(?<line>[1-9][0-9]*):(?<column>[0-9]+): ", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}
