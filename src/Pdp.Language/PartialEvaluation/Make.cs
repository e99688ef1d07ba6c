using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>Makes calls of standard functions, as the checker would record them.</summary>
internal static class Make
{
    private static readonly OverloadIds OptionalIndexIds = new(["list_optindex_optional_int"]);
    private static readonly OverloadIds DivideIds = new(["divide_int64"]);

    /// <summary><c>dyn(e)</c>; null where there is no such function.</summary>
    public static CallExpr? Dyn(FoldTables tables, FunctionRegistry functions, Expr e) =>
        Global(tables, functions, "dyn", CelType.Dyn, e.Span, [e]);

    /// <summary><c>int(e)</c> and its like, of something untyped; null where the type has no conversion to it.</summary>
    public static CallExpr? Conversion(FoldTables tables, FunctionRegistry functions, CelType type, Expr untyped)
    {
        var function = type.Kind switch
        {
            CelTypeKind.Bool => "bool",
            CelTypeKind.Int => "int",
            CelTypeKind.Uint => "uint",
            CelTypeKind.Double => "double",
            CelTypeKind.String => "string",
            CelTypeKind.Bytes => "bytes",
            CelTypeKind.Timestamp => "timestamp",
            CelTypeKind.Duration => "duration",
            _ => null,
        };
        return function is null ? null : Global(tables, functions, function, type, untyped.Span, [untyped]);
    }

    /// <summary>
    /// <c>optional.of(e)</c>; where a variable has that name, the element of a list that may not be there:
    /// <c>[e][?0]</c>. Null where there is no such function.
    /// </summary>
    /// <param name="tables">Where types are recorded.</param>
    /// <param name="functions">The functions there are.</param>
    /// <param name="value">What it holds; null for the optional that holds nothing.</param>
    /// <param name="inner">The type inside.</param>
    /// <param name="span">The place of the new nodes.</param>
    /// <param name="isShadowed">Whether <c>optional</c> is the name of a variable here.</param>
    public static Expr? Optional(
        FoldTables tables, FunctionRegistry functions, Expr? value, CelType inner, TextSpan span, bool isShadowed)
    {
        var type = CelType.OptionalOf(inner);
        if (!isShadowed)
            return Global(tables, functions, value is null ? "optional.none" : "optional.of", type, span, value is null ? [] : [value]);
        var list = new ListExpr(
            tables.Fresh(CelType.ListOf(inner)), span, value is null ? [] : [new ListElement(value, Optional: false)]);
        var first = new LiteralExpr(tables.Fresh(CelType.Int), span, Value.From(0L));
        return new IndexExpr(tables.Fresh(type, OptionalIndexIds), span, list, first, Optional: true);
    }

    /// <summary>An expression that always is an error, whatever the checker thinks of the types around it.</summary>
    public static BinaryExpr Error(FoldTables tables, TextSpan span) => new(
        tables.Fresh(CelType.Int, DivideIds), span, BinaryOperator.Divide, span,
        new LiteralExpr(tables.Fresh(CelType.Int), span, Value.From(1L)), new LiteralExpr(tables.Fresh(CelType.Int), span, Value.From(0L)));

    /// <summary>A call of a global function with any overload that takes so many arguments; null where there is none.</summary>
    public static CallExpr? Global(
        FoldTables tables, FunctionRegistry functions, string function, CelType? type, TextSpan span,
        ImmutableArray<Expr> arguments, string? overload = null)
    {
        var ids = functions.Find(function)
            .Where(found => !found.IsMember && found.Parameters.Length == arguments.Length && (overload is null || found.Id == overload))
            .Select(found => found.Id)
            .ToImmutableArray();
        return ids.IsEmpty ? null : new CallExpr(tables.Fresh(type, new OverloadIds(ids)), span, function, span, null, arguments);
    }
}
