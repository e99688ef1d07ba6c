using System.Text.Json;
using Pdp.Bundles.Testing;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;
using Spectre.Console;

namespace Pdp.Cli.Testing;

/// <summary>Why a test failed: in what the answer differs, and what made the answer what it is.</summary>
internal static class FailureText
{
    /// <summary>The lines, each of styled pieces without its line feed.</summary>
    public static IEnumerable<(string Text, Style Style)[]> Lines(TestResult result)
    {
        foreach (var difference in result.Differences)
        {
            foreach (var line in Lines(difference)) yield return line;
        }

        foreach (var line in Reasons(result)) yield return line;
    }

    private static IEnumerable<(string, Style)[]> Lines(TestDifference difference)
    {
        if (AnswerDiff.Of(difference) is not { } lines)
        {
            yield return
            [
                ($"{difference.What}: expected ", Palette.Plain), (Word(difference.Expected), Palette.Good),
                (", got ", Palette.Plain), (Word(difference.Actual), Palette.Bad),
            ];
            yield break;
        }

        yield return [($"{difference.What}:", Palette.Plain)];
        foreach (var line in lines)
        {
            var style = line.Mark switch { '-' => Palette.Good, '+' => Palette.Bad, _ => Palette.Quiet };
            var note = line.Mark switch { '-' => "  (expected, not there)", '+' => "  (not expected)", _ => "" };
            yield return [($"  {line.Mark} {Printable.OneLine(line.Text)}", style), (note, Palette.Quiet)];
        }
    }

    private static IEnumerable<(string, Style)[]> Reasons(TestResult result)
    {
        var decision = result.Decision;
        foreach (var rule in decision.Determining)
        {
            yield return [($"because of {DecisionWords.Name(rule)}", Palette.Plain)];
        }

        // A difference in the errors has told them.
        var errors = result.Differences.Any(static d => d.What == "errors") ? [] : decision.Errors;
        foreach (var error in errors)
        {
            yield return [("error", Palette.Bad), ($" {DecisionWords.Describe(error)}", Palette.Plain)];
        }

        foreach (var misfit in DecisionWords.Misfits(decision))
        {
            yield return [("misfit", Palette.Warning), ($" {misfit}", Palette.Plain)];
        }
    }

    // "DENY" reads better as DENY.
    private static string Word(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var element = document.RootElement;
            return Printable.OneLine(
                element.ValueKind == JsonValueKind.String ? element.GetString()! : SpacedJson.Of(element));
        }
        catch (JsonException)
        {
            return Printable.OneLine(json);
        }
    }
}
