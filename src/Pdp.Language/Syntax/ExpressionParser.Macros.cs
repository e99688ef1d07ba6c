using System.Collections.Immutable;
using System.Globalization;
using Pdp.Language.Diagnostics;
using Pdp.Language.Text;

namespace Pdp.Language.Syntax;

/// <summary>
/// Recognises macros by name, number of arguments and receiver. A call that has a macro's name and not its form stays a
/// call; the checker says what the macro wants.
/// </summary>
internal sealed partial class ExpressionParser
{
    private Expr Call(
        int start, string function, TextSpan functionSpan, Expr? target, ImmutableArray<Expr> arguments, int height)
    {
        var node = target is null
            ? function == "has" && arguments.Length == 1 ? Has(start, arguments[0]) : null
            : (_options.ExtensionMacros && target is IdentExpr { Name: "cel", Rooted: false }
                ? CelMacro(start, function, functionSpan, arguments)
                : null)
            ?? StandardMacro(start, function, functionSpan, target, arguments)
            ?? (_options.ExtensionMacros ? ExtensionMacro(start, function, functionSpan, target, arguments) : null);
        return Grown(
            node ?? new CallExpr(NextId(), SpanFrom(start), function, functionSpan, target, arguments), height);
    }

    private Expr Has(int start, Expr argument)
    {
        switch (argument)
        {
            case SelectExpr { Optional: false } select:
                return new HasExpr(NextId(), SpanFrom(start), select.Operand, select.Field, select.FieldSpan, false);
            case SelectExpr select:
                var operand = Excerpt.Of(_text, select.Operand.Span);
                return BadArgument(
                    argument, "expected a plain member as `a.b`, got an optional one",
                    $"write `has({operand}.{select.Field})` or `{operand}.?{select.Field}.hasValue()`");
            case IndexExpr { Optional: false, Index: LiteralExpr { Value.AsString: { } name } } index
                when Words.IsIdentifier(name) && !Words.Keywords.Contains(name):
                return BadArgument(
                    argument, $"expected a member as `a.b`, got `{Excerpt.Of(_text, argument.Span)}`",
                    $"write `has({Excerpt.Of(_text, index.Operand.Span)}.{name})`");
            case IndexExpr:
                return BadArgument(
                    argument, $"expected a member as `a.b`, got `{Excerpt.Of(_text, argument.Span)}`",
                    "write `key in map`, or `map[?key].hasValue()`");
            default:
                return BadArgument(
                    argument, $"expected a member as `a.b`, got `{Excerpt.Of(_text, argument.Span)}`",
                    "`has` asks for the presence of a member: `has(subject.department)`");
        }
    }

    private Expr? StandardMacro(
        int start, string function, TextSpan functionSpan, Expr target, ImmutableArray<Expr> arguments)
    {
        MacroKind? kind = (function, arguments.Length) switch
        {
            ("all", 2) => MacroKind.All,
            ("exists", 2) => MacroKind.Exists,
            ("exists_one" or "existsOne", 2) => MacroKind.ExistsOne,
            ("map", 2 or 3) => MacroKind.Map,
            ("filter", 2) => MacroKind.Filter,
            _ => null,
        };
        if (kind is not { } known) return null;
        var filter = arguments.Length == 3 ? arguments[1] : null;
        return Variable(arguments[0]) is { } variable
            ? new MacroExpr(
                NextId(), SpanFrom(start), known, function, functionSpan, target, variable, null, filter, arguments[^1])
            : Missing(start);
    }

    private Expr? ExtensionMacro(
        int start, string function, TextSpan functionSpan, Expr target, ImmutableArray<Expr> arguments)
    {
        MacroKind? single = (function, arguments.Length) switch
        {
            ("sortBy", 2) => MacroKind.SortBy,
            ("optMap", 2) => MacroKind.OptMap,
            ("optFlatMap", 2) => MacroKind.OptFlatMap,
            _ => null,
        };
        if (single is { } one)
        {
            return Variable(arguments[0]) is { } variable
                ? new MacroExpr(
                    NextId(), SpanFrom(start), one, function, functionSpan, target, variable, null, null, arguments[1])
                : Missing(start);
        }

        MacroKind? twofold = (function, arguments.Length) switch
        {
            ("all", 3) => MacroKind.All,
            ("exists", 3) => MacroKind.Exists,
            ("exists_one" or "existsOne", 3) => MacroKind.ExistsOne,
            ("transformList", 3 or 4) => MacroKind.TransformList,
            ("transformMap", 3 or 4) => MacroKind.TransformMap,
            ("transformMapEntry", 3 or 4) => MacroKind.TransformMapEntry,
            _ => null,
        };
        return twofold is { } two ? TwoVariables(start, two, function, functionSpan, target, arguments) : null;
    }

    private Expr TwoVariables(
        int start, MacroKind kind, string function, TextSpan functionSpan, Expr target, ImmutableArray<Expr> arguments)
    {
        var first = Variable(arguments[0]);
        var second = Variable(arguments[1]);
        if (first is not null && string.Equals(first, second, StringComparison.Ordinal))
            return BadArgument(arguments[1], $"the variables of `{function}` must differ, got `{first}` twice", null);
        if (kind == MacroKind.TransformMapEntry && arguments[^1] is not (MapExpr or MissingExpr))
        {
            return BadArgument(
                arguments[^1], $"expected a map literal, got `{Excerpt.Of(_text, arguments[^1].Span)}`",
                "the last argument of `transformMapEntry` is `{key: value}`");
        }

        if (first is null || second is null) return Missing(start);
        var filter = arguments.Length == 4 ? arguments[2] : null;
        return new MacroExpr(
            NextId(), SpanFrom(start), kind, function, functionSpan, target, first, second, filter, arguments[^1]);
    }

    private Expr? CelMacro(int start, string function, TextSpan functionSpan, ImmutableArray<Expr> arguments)
    {
        switch (function, arguments.Length)
        {
            case ("bind", 3):
                return Variable(arguments[0]) is { } variable
                    ? new MacroExpr(
                        NextId(), SpanFrom(start), MacroKind.Bind, function, functionSpan, arguments[1], variable, null,
                        null, arguments[2])
                    : Missing(start);
            case ("block", 2):
                return arguments[0] is ListExpr list && list.Elements.All(element => !element.Optional)
                    ? new BlockExpr(NextId(), SpanFrom(start), [.. list.Elements.Select(element => element.Value)], arguments[1])
                    : BadArgument(arguments[0], "expected a list literal of shared expressions", null);
            case ("index", 1):
                return BlockIndex(start, function, arguments[0], null);
            case ("iterVar" or "accuVar", 2):
                return BlockIndex(start, function, arguments[0], arguments[1]);
            default:
                return null;
        }
    }

    private Expr BlockIndex(int start, string function, Expr first, Expr? second)
    {
        var depth = Index(first);
        var unique = second is null ? null : Index(second);
        return depth is not { } known || (second is not null && unique is null)
            ? Missing(start)
            : new BlockIndexExpr(NextId(), SpanFrom(start), function, known, unique);

        int? Index(Expr argument)
        {
            if (argument is LiteralExpr { Value: { IsInt: true, AsInt: >= 0 and <= int.MaxValue } value }) return (int)value.AsInt;
            BadArgument(argument, $"expected an int literal, got `{Excerpt.Of(_text, argument.Span)}`", null);
            return null;
        }
    }

    private string? Variable(Expr argument)
    {
        switch (argument)
        {
            case IdentExpr { Rooted: false, Name: "__result__" }:
                BadArgument(argument, "the variable's name is reserved for the accumulator", null);
                return null;
            case IdentExpr { Rooted: false } name:
                return name.Name;
            case BlockIndexExpr { Function: "iterVar" } index:
                return IterationVariable(index);
            default:
                BadArgument(argument, $"expected a variable's name, got `{Excerpt.Of(_text, argument.Span)}`", null);
                return null;
        }
    }

    /// <summary>The name of the variable that <c>cel.iterVar(depth, unique)</c> stands for.</summary>
    internal static string IterationVariable(BlockIndexExpr index) =>
        string.Create(CultureInfo.InvariantCulture, $"@it:{index.First}:{index.Second}");

    private MissingExpr BadArgument(Expr argument, string message, string? help)
    {
        if (argument is not MissingExpr) Report(message, argument.Span, help, DiagnosticCodes.MacroArgument);
        return Missing(argument.Span.Start);
    }
}
