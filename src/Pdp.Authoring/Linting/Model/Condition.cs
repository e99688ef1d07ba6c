using Pdp.Engine.Sources;
using Pdp.Language.Checking;
using Pdp.Language.Guards;
using Pdp.Language.Syntax;

namespace Pdp.Authoring.Linting.Model;

/// <summary>An expression, and what can be proved of it.</summary>
internal sealed class Condition(ExpressionSource source, Scope scope)
{
    private const int MostVariables = 32;

    private readonly Lazy<ParseResult> _parsed = new(() => Parser.Parse(source.Text));

    public ExpressionSource Source => source;

    public Scope Scope => scope;

    public ParseResult Parsed => _parsed.Value;

    /// <summary>With names resolved; null when that fails without types, and nothing can be proved.</summary>
    public CheckedExpression? Checked => field ??= Parsed.Root is null ? null : Checker.Check(Parsed, scope.Environment).Expression;

    /// <summary>What must hold of a request for it to be true.</summary>
    public Guard Guard => field ??= Truth(Checked?.Root, 0);

    /// <summary>Whether it is true for every request: its negation has a guard that holds for none.</summary>
    public bool IsAlwaysTrue
    {
        get
        {
            if (Checked is null) return false;
            var negated = Parser.Parse($"!({Parsed.Text}\n)");
            return negated.Root is not null && GuardOf(Checker.Check(negated, scope.Environment).Expression).IsNever;
        }
    }

    /// <summary>The parts that must all be true for it to be, as text.</summary>
    public HashSet<string> Conjuncts => field ??= [.. Operands.Select(Unparser.Format)];

    private IEnumerable<Expr> Operands => Parsed.Root switch
    {
        null => [],
        LogicExpr { IsAnd: true } and => and.Operands,
        var root => [root],
    };

    // a part that cannot be read is an error, and the whole not true, unless the part is true for just that
    private Guard Truth(Expr? node, int depth) => node switch
    {
        null => Guard.Always,
        LogicExpr { IsAnd: true } and => and.Operands.Aggregate(Guard.Always, (guard, operand) => guard.And(Truth(operand, depth))),
        LogicExpr or => Guard.AnyOf([.. or.Operands.Select(operand => Truth(operand, depth))]),
        SelectExpr { Operand: IdentExpr root } select when depth < MostVariables && scope.Find(root.Name, select.Field)?.Body is { Checked: { } body } named =>
            named.Truth(body.Root, depth + 1),
        _ when IsPlain(node, scope, depth) => GuardOf(Checked! with { Root = node }).WithoutBuckets(),
        _ => GuardOf(Checked! with { Root = node }),
    };

    /// <summary>
    /// Whether no part asks for presence, a default or an alternative to an error. Of alternatives the builder keeps only one where what the
    /// other accepts as a value is of the wrong type for the first: they are taken apart above, or not understood.
    /// </summary>
    private static bool IsPlain(Expr node, Scope scope, int depth) => node switch
    {
        HasExpr or LogicExpr or ConditionalExpr or MacroExpr or BlockExpr or BlockIndexExpr or SelectExpr { Optional: true } or IndexExpr { Optional: true } => false,
        SelectExpr { Operand: IdentExpr root } select when scope.Find(root.Name, select.Field)?.Body is { } body =>
            depth < MostVariables && body.Parsed.Root is { } inner && IsPlain(inner, body.Scope, depth + 1),
        _ => Children.Of(node).All(child => IsPlain(child, scope, depth)),
    };

    private Guard GuardOf(CheckedExpression? expression) =>
        expression is null ? Guard.Always : GuardBuilder.Build(expression, scope, scope.Environment.Functions);
}
