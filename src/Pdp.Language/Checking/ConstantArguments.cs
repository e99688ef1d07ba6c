using System.Collections.Immutable;
using System.Globalization;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <summary>Runs calls whose constant arguments decide whether they fail, so that the author learns it when loading.</summary>
internal static class ConstantArguments
{
    private const long Budget = 100_000;

    /// <summary>Reports a call that always fails.</summary>
    /// <param name="call">The call, with its name resolved.</param>
    /// <param name="overloads">The function's overloads.</param>
    /// <param name="chosen">Those that the call may use.</param>
    /// <param name="diagnostics">Where to report.</param>
    public static void Try(
        CallExpr call, ImmutableArray<Overload> overloads, OverloadIds? chosen, DiagnosticBag diagnostics)
    {
        if (chosen is not { Ids.Length: 1 } || DecisiveArgument(call) is not { } decisive) return;
        var overload = overloads.First(candidate => candidate.Id == chosen.Ids[0]);
        if (overload is not { Code: { } code, IsPure: true } || !overload.Parameters.All(IsFillable)) return;

        var arguments = call.Target is { } target ? call.Arguments.Insert(0, target) : call.Arguments;
        if (arguments[decisive] is not LiteralExpr literal) return;
        var values = new Value[arguments.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = arguments[i] is LiteralExpr constant ? constant.Value : Filler(overload.Parameters[i]);
        var result = code(new Frame(0, 0, 0) { Fuel = Budget }, values);
        if (result.AsError is not { } error || ReferenceEquals(error, RuntimeErrors.OutOfFuel)) return;
        diagnostics.Error(DiagnosticCodes.InvalidConstant, error.Message, literal.Span, Help(call.Function, literal));
    }

    /// <summary>The index of the argument that alone decides whether the call fails; null for other functions.</summary>
    private static int? DecisiveArgument(CallExpr call) => call.Function switch
    {
        "duration" or "timestamp" or "ip" or "cidr" or "int" or "uint" or "double" or "bool" or "string" or "bytes"
            when call.Target is null && call.Arguments.Length == 1 => 0,
        "matches" or "regex.extract" or "regex.extractAll" or "regex.replace" => 1,
        _ => null,
    };

    private static bool IsFillable(CelType type) =>
        type.Kind is CelTypeKind.String or CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double or CelTypeKind.Bytes
            or CelTypeKind.Bool or CelTypeKind.Dyn;

    private static Value Filler(CelType type) => type.Kind == CelTypeKind.Int ? Value.From(0L) : Value.From("");

    private static Advice? Help(string function, LiteralExpr literal)
    {
        switch (function)
        {
            case "duration":
                return literal.Value.AsString is { } text ? DurationHelp(text, literal.Span) : null;
            case "timestamp":
                return "write it as `2026-01-31T08:30:00Z`";
            case "ip":
                return "write an address as `10.0.0.1` or `fd00::1`";
            case "cidr":
                return "write a range as `10.0.0.0/8` or `fd00::/8`";
            case "matches" or "regex.extract" or "regex.extractAll" or "regex.replace":
                return "patterns are RE2's, without lookaround and back-references; a character that stands for itself goes in brackets: `[(]`";
            default:
                return null;
        }
    }

    private static Advice DurationHelp(string text, TextSpan span)
    {
        const int Day = 24;
        const int Week = 7 * Day;
        var hours = text.Length > 1 && text[^1] is 'd' or 'w'
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count < 100_000
                ? count * (text[^1] == 'd' ? Day : Week)
                : (int?)null;
        return hours is { } known
            ? new Advice(
                string.Create(CultureInfo.InvariantCulture, $"write `{known}h`"),
                new Rewriting(span, string.Create(CultureInfo.InvariantCulture, $"'{known}h'")))
            : "units are `h`, `m`, `s`, `ms`, `us` and `ns`, as in `1h30m`";
    }
}
