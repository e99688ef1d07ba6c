using System.Globalization;
using Pdp.Bundles.Json;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Spectre.Console;

namespace Pdp.Cli.Explaining;

/// <summary>An explanation for people: the answer and what comes with it, then the tree of policies.</summary>
internal static class ExplanationText
{
    /// <summary>Writes an explanation.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="request">The question.</param>
    /// <param name="now">The decision's time.</param>
    /// <param name="explanation">The answer and how it came about.</param>
    /// <param name="all">Whether nothing is folded or cut.</param>
    public static void Write(IAnsiConsole console, Request request, Timestamp now, Explanation explanation, bool all)
    {
        var decision = explanation.Decision;
        WriteAnswer(console, request, now, decision);
        var expressions = new ExpressionNodes(all, console.Profile.Capabilities.Unicode);
        var nodes = new PolicyNodes(decision.Determining, request.Action.Name, all, expressions);
        var printer = new TreePrinter(console);
        foreach (var node in nodes.Of(explanation.Roots))
        {
            console.Line("");
            printer.Write(node);
        }

        if (explanation.Shadows.IsEmpty) return;
        console.Line("");
        console.Line("shadow versions, which never change the answer:");
        foreach (var node in nodes.Of(explanation.Shadows))
        {
            console.Line("");
            printer.Write(node);
        }
    }

    private static void WriteAnswer(IAnsiConsole console, Request request, Timestamp now, Decision decision)
    {
        console.Line((DecisionWords.Of(decision.Outcome), DecisionWords.StyleOf(decision.Outcome)));
        console.Line(
            $"{Named(request.Subject)}, action `{Printable.OneLine(request.Action.Name)}`, {Named(request.Resource)}");
        console.Line(($"at {CelText.ToStringValue(Value.From(now)).AsString}, revision {Printable.OneLine(decision.Revision)}", Palette.Quiet));
        foreach (var rule in decision.Determining) console.Line($"because of {DecisionWords.Name(rule)}");
        foreach (var notice in decision.Obligations) Write(console, "obligation", notice);
        foreach (var notice in decision.Advice) Write(console, "advice", notice);
        foreach (var error in decision.Errors)
        {
            console.Line(("error", Palette.Bad), ($" {DecisionWords.Describe(error)}", Palette.Plain));
        }

        foreach (var misfit in DecisionWords.Misfits(decision))
        {
            console.Line(("misfit", Palette.Warning), ($" {misfit}", Palette.Plain));
        }

        foreach (var shadow in decision.Shadows)
        {
            console.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"shadow {shadow.Policy}@{shadow.Version}: {DecisionWords.Of(shadow.Outcome)}, in force: {DecisionWords.Of(shadow.InForce)}"));
        }
    }

    private static void Write(IAnsiConsole console, string kind, Notice notice)
    {
        var properties = notice.Properties.Count == 0
            ? ""
            : " " + SpacedJson.Of(writer => DecisionJson.Write(writer, Value.From(notice.Properties)));
        console.Line($"{kind} {notice.Id}{Printable.OneLine(properties)}");
    }

    private static string Named(Entity entity) =>
        $"{Printable.OneLine(entity.Type)} `{Printable.OneLine(entity.Id)}`";
}
