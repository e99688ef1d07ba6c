using System.Collections.Immutable;
using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Syntax;

/// <summary>A node of the syntax tree. Nodes are immutable; identity is the id.</summary>
/// <param name="Id">Unique within one parsed text, from 1 on, in no promised order.</param>
/// <param name="Span">The node's text.</param>
public abstract record Expr(int Id, TextSpan Span);

/// <summary>A constant: null, bool, int, uint, double, string or bytes.</summary>
public sealed record LiteralExpr(int Id, TextSpan Span, Value Value) : Expr(Id, Span);

/// <summary>A name; <paramref name="Rooted"/> when written with a leading dot, which bypasses local variables.</summary>
public sealed record IdentExpr(int Id, TextSpan Span, string Name, bool Rooted) : Expr(Id, Span);

/// <summary><c>operand.field</c>, or <c>operand.?field</c> when <paramref name="Optional"/>.</summary>
public sealed record SelectExpr(int Id, TextSpan Span, Expr Operand, string Field, TextSpan FieldSpan, bool Optional)
    : Expr(Id, Span);

/// <summary><c>has(operand.field)</c>: presence of the last step alone.</summary>
public sealed record HasExpr(int Id, TextSpan Span, Expr Operand, string Field, TextSpan FieldSpan, bool Optional)
    : Expr(Id, Span);

/// <summary><c>operand[index]</c>, or <c>operand[?index]</c> when <paramref name="Optional"/>.</summary>
public sealed record IndexExpr(int Id, TextSpan Span, Expr Operand, Expr Index, bool Optional) : Expr(Id, Span);

/// <summary>A call of a function, global or with a receiver; <c>ns.f(x)</c> parses as a call with a receiver.</summary>
public sealed record CallExpr(
    int Id, TextSpan Span, string Function, TextSpan FunctionSpan, Expr? Target, ImmutableArray<Expr> Arguments)
    : Expr(Id, Span);

/// <summary>The operators with one operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>!x</c>.</summary>
    Not,

    /// <summary><c>-x</c>.</summary>
    Negate,
}

/// <summary>An operator with one operand.</summary>
public sealed record UnaryExpr(int Id, TextSpan Span, UnaryOperator Operator, Expr Operand) : Expr(Id, Span);

/// <summary>The operators with two operands, other than the logical ones.</summary>
public enum BinaryOperator
{
    /// <summary><c>==</c>.</summary>
    Equal,

    /// <summary><c>!=</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>in</c>.</summary>
    In,

    /// <summary><c>+</c>.</summary>
    Add,

    /// <summary><c>-</c>.</summary>
    Subtract,

    /// <summary><c>*</c>.</summary>
    Multiply,

    /// <summary><c>/</c>.</summary>
    Divide,

    /// <summary><c>%</c>.</summary>
    Modulo,
}

/// <summary>An operator with two operands.</summary>
public sealed record BinaryExpr(
    int Id, TextSpan Span, BinaryOperator Operator, TextSpan OperatorSpan, Expr Left, Expr Right) : Expr(Id, Span);

/// <summary>A chain of <c>&amp;&amp;</c> or <c>||</c> with two or more operands, as written from left to right.</summary>
public sealed record LogicExpr(int Id, TextSpan Span, bool IsAnd, ImmutableArray<Expr> Operands) : Expr(Id, Span);

/// <summary><c>condition ? then : otherwise</c>.</summary>
public sealed record ConditionalExpr(int Id, TextSpan Span, Expr Condition, Expr Then, Expr Otherwise)
    : Expr(Id, Span);

/// <summary>An element of a list literal; <paramref name="Optional"/> when written <c>?element</c>.</summary>
public readonly record struct ListElement(Expr Value, bool Optional);

/// <summary>A list literal.</summary>
public sealed record ListExpr(int Id, TextSpan Span, ImmutableArray<ListElement> Elements) : Expr(Id, Span);

/// <summary>An entry of a map literal; <paramref name="Optional"/> when written <c>?key: value</c>.</summary>
public readonly record struct MapEntry(int Id, Expr Key, Expr Value, bool Optional);

/// <summary>A map literal.</summary>
public sealed record MapExpr(int Id, TextSpan Span, ImmutableArray<MapEntry> Entries) : Expr(Id, Span);

/// <summary>A field of a message literal.</summary>
public readonly record struct StructField(int Id, string Name, TextSpan NameSpan, Expr Value, bool Optional);

/// <summary>A message literal <c>a.b.T{f: v}</c>. It checks only where message types are declared; policies have none.</summary>
public sealed record StructExpr(int Id, TextSpan Span, string TypeName, ImmutableArray<StructField> Fields)
    : Expr(Id, Span);

/// <summary>The macros that loop or bind, each evaluated by a loop of its own.</summary>
public enum MacroKind
{
    /// <summary><c>range.all(v, p)</c>, <c>range.all(i, v, p)</c>.</summary>
    All,

    /// <summary><c>range.exists(v, p)</c>, also with two variables.</summary>
    Exists,

    /// <summary><c>range.exists_one(v, p)</c>, <c>existsOne</c>, also with two variables.</summary>
    ExistsOne,

    /// <summary><c>range.map(v, t)</c>, <c>range.map(v, p, t)</c>.</summary>
    Map,

    /// <summary><c>range.filter(v, p)</c>.</summary>
    Filter,

    /// <summary><c>range.transformList(i, v, [p,] t)</c>.</summary>
    TransformList,

    /// <summary><c>range.transformMap(k, v, [p,] t)</c>.</summary>
    TransformMap,

    /// <summary><c>range.transformMapEntry(k, v, [p,] {k: v})</c>.</summary>
    TransformMapEntry,

    /// <summary><c>range.sortBy(v, key)</c>.</summary>
    SortBy,

    /// <summary><c>cel.bind(v, range, body)</c>: <c>Range</c> is the bound expression.</summary>
    Bind,

    /// <summary><c>optional.optMap(v, t)</c>: <c>Range</c> is the optional.</summary>
    OptMap,

    /// <summary><c>optional.optFlatMap(v, t)</c>: <c>Range</c> is the optional.</summary>
    OptFlatMap,
}

/// <summary>A macro that loops or binds, kept as what it means and as it was written.</summary>
/// <param name="Id">See <see cref="Expr"/>.</param>
/// <param name="Span">See <see cref="Expr"/>.</param>
/// <param name="Kind">Which macro.</param>
/// <param name="Name">The macro's name as written (<c>existsOne</c> or <c>exists_one</c>).</param>
/// <param name="NameSpan">Where the name stands.</param>
/// <param name="Range">What is looped over, or bound.</param>
/// <param name="Variable">The first (or only) variable.</param>
/// <param name="SecondVariable">The second variable, or null.</param>
/// <param name="Filter">The filter of <c>map</c> and the transforms, or null.</param>
/// <param name="Body">The predicate, transformation, key or body.</param>
public sealed record MacroExpr(
    int Id, TextSpan Span, MacroKind Kind, string Name, TextSpan NameSpan, Expr Range,
    string Variable, string? SecondVariable, Expr? Filter, Expr Body) : Expr(Id, Span);

/// <summary><c>cel.block([e0, e1, …], body)</c>: shared sub-expressions, read by <see cref="BlockIndexExpr"/>.</summary>
public sealed record BlockExpr(int Id, TextSpan Span, ImmutableArray<Expr> Bindings, Expr Body) : Expr(Id, Span);

/// <summary><c>cel.index(n)</c>, <c>cel.iterVar(n, m)</c> or <c>cel.accuVar(n, m)</c> inside a block.</summary>
public sealed record BlockIndexExpr(int Id, TextSpan Span, string Function, int First, int? Second) : Expr(Id, Span);
