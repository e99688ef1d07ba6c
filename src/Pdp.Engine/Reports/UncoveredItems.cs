using System.Collections.Immutable;
using Pdp.Engine.Model;
using Pdp.Language.Guards;

namespace Pdp.Engine.Reports;

/// <summary>Why items have no key, in words.</summary>
internal static class UncoveredItems
{
    private const int LongestText = 120;

    /// <summary>An item that no key covers.</summary>
    public static UncoveredItem Of(string? policy, object code)
    {
        var (source, condition) = code is RuleCode rule
            ? (rule.Source, rule.When)
            : ((Sources.ItemSource)((PolicyCode)code).Source, ((PolicyCode)code).Target);
        return new UncoveredItem
        {
            Policy = policy,
            Id = source.Id,
            IsPolicy = code is PolicyCode,
            Location = condition?.Source.Location ?? source.Location,
            Reasons = condition is null ? [WithoutCondition(code is PolicyCode)] : Reasons(condition),
        };
    }

    private static UncoveredReason WithoutCondition(bool isPolicy) => isPolicy
        ? new(null, "", "it has no target, and not everything in it has a key of its own", "give it a target such as `resource.type == 'document'`")
        : new(null, "", "it has neither `actions` nor a condition: it applies to every request", "say with `actions` or `when` what it is for, if it is not for everything");

    private static ImmutableArray<UncoveredReason> Reasons(Expression condition)
    {
        var text = condition.Source.Text;
        var gaps = condition.Meaning?.GapsOf(condition.Source) ?? [];
        if (gaps.IsEmpty) gaps = [new GuardGap(GuardGapKind.Other, new(0, text.Length), IsAlternative: false)];
        return [.. gaps.Select(gap => Reason(gap, text))];
    }

    private static UncoveredReason Reason(GuardGap gap, string text)
    {
        var part = text.Substring(gap.Span.Start, gap.Span.Length).ReplaceLineEndings(" ");
        if (part.Length > LongestText) part = part[..(LongestText - 1)] + "…";
        var message = $"`{part}` {Why(gap.Kind)}";
        if (gap.IsAlternative) message = $"one side of `||` or `?:` has no key: {message}";
        return new UncoveredReason(gap.Kind, part, message, gap.IsAlternative ? $"{Help(gap.Kind)}, or make two rules of the two sides" : Help(gap.Kind));
    }

    private static string Why(GuardGapKind kind) => kind switch
    {
        GuardGapKind.AlwaysTrue => "is always true",
        GuardGapKind.Negation => "asks for every value but the ones it names",
        GuardGapKind.TwoAttributes => "compares two attributes: the value to look up does not stand in the rule",
        GuardGapKind.Presence => "asks only whether there is a value, which nearly every request has",
        GuardGapKind.InnerText => "asks for the middle or the end of a text",
        GuardGapKind.Pattern => "matches a pattern that does not begin with `^` and plain text",
        GuardGapKind.Loop => "looks at elements for more than equality with constants",
        GuardGapKind.Computed => "needs the time or a computation before it can be compared",
        GuardGapKind.Function => "calls a function whose result cannot be looked up",
        GuardGapKind.Container => "compares with a list, a map or another constant that cannot be looked up",
        GuardGapKind.TooManyAlternatives => "has too many alternatives of different attributes",
        _ => "is nothing that can be looked up",
    };

    private static string Help(GuardGapKind kind) => kind switch
    {
        GuardGapKind.AlwaysTrue => "leave it out, or say what the rule is for",
        GuardGapKind.Negation => "name the values that are meant, as in `x in ['a', 'b']`",
        GuardGapKind.TwoAttributes => "add with `&&` what else must hold, such as the type of the resource or `actions`",
        GuardGapKind.InnerText or GuardGapKind.Pattern => "ask for the beginning with `startsWith`, or add with `&&` a comparison with a constant",
        GuardGapKind.Loop => "write `'a' in x` or `x.exists(e, e in ['a', 'b'])`, or add with `&&` a comparison with a constant",
        GuardGapKind.TooManyAlternatives => "write alternatives of one attribute as `x in ['a', 'b']`, or make several rules",
        _ => "add with `&&` a comparison of an attribute with a constant, or `actions`",
    };
}
