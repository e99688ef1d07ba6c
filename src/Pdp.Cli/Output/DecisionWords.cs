using System.Globalization;
using Pdp.Engine.Decisions;
using Spectre.Console;

namespace Pdp.Cli.Output;

/// <summary>Answers in words.</summary>
internal static class DecisionWords
{
    /// <summary>The answer as callers know it.</summary>
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Permit => "PERMIT",
        Outcome.Deny => "DENY",
        Outcome.NotApplicable => "NOT_APPLICABLE",
        Outcome.Indeterminate => "INDETERMINATE",
        _ => "UNSPECIFIED",
    };

    /// <summary>What an answer looks like.</summary>
    public static Style StyleOf(Outcome outcome) => outcome switch
    {
        Outcome.Permit => Palette.Good,
        Outcome.Deny => Palette.Bad,
        Outcome.Indeterminate => Palette.Warning,
        _ => Palette.Quiet,
    };

    /// <summary>The value of a rule or policy; null: not evaluated.</summary>
    public static string Of(InnerValue? value) => value switch
    {
        null => "not evaluated",
        InnerValue.Permit => "PERMIT",
        InnerValue.Deny => "DENY",
        InnerValue.IndeterminatePermit => "INDETERMINATE (could permit)",
        InnerValue.IndeterminateDeny => "INDETERMINATE (could deny)",
        InnerValue.IndeterminateDenyPermit => "INDETERMINATE (could permit or deny)",
        _ => "not applicable",
    };

    /// <summary>What such a value looks like.</summary>
    public static Style StyleOf(InnerValue? value) => value switch
    {
        InnerValue.Permit => Palette.Good,
        InnerValue.Deny => Palette.Bad,
        null or InnerValue.NotApplicable => Palette.Quiet,
        _ => Palette.Warning,
    };

    /// <summary><c>documents/archive@3, rule `frozen`: reason</c>.</summary>
    public static string Name(DeterminingRule rule)
    {
        var place = Place(rule.Policy, rule.Version, rule.Rule);
        return rule.Reason is null ? place : $"{place}: {Printable.OneLine(rule.Reason)}";
    }

    /// <summary><c>documents@3, rule `x`: missing-attribute: message</c>.</summary>
    public static string Describe(DecisionError error)
    {
        var place = error.Policy is null ? "the request" : Place(error.Policy, error.Version, error.Rule);
        return $"{place}: {error.Code}: {Printable.OneLine(error.Message)}";
    }

    /// <summary>In what the request does not fit the schemas, unless the errors tell that already (as they do when it is rejected for it).</summary>
    public static IEnumerable<string> Misfits(Decision decision) =>
        decision.Misfits.Where(misfit => !decision.Errors.Any(error => error.Policy is null && error.Message == misfit)).Select(Printable.OneLine);

    private static string Place(string policy, int version, string? rule)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Printable.Unquoted(policy)}@{version}");
        return rule is null ? text : $"{text}, rule {Printable.Quoted(rule)}";
    }
}
