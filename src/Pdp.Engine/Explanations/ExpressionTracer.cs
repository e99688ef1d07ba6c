using Pdp.Engine.Model;
using System.Collections.Immutable;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Engine.Explanations;

/// <summary>Lays recorded values over the tree of an expression.</summary>
internal static class ExpressionTracer
{
    /// <summary>The tree of an expression with the values recorded for its parts.</summary>
    public static ExpressionTrace Trace(Expression expression, IReadOnlyDictionary<Expr, (Value Value, int Rounds)> values) =>
        Trace(expression.Source.Text, expression.Syntax, values, parentRounds: 0);

    private static ExpressionTrace Trace(
        string text, Expr expression, IReadOnlyDictionary<Expr, (Value Value, int Rounds)> values, int parentRounds)
    {
        var (value, rounds) = values.GetValueOrDefault(expression);
        // a constant is not evaluated by itself, but has its value wherever its parent has one
        if (rounds == 0 && parentRounds > 0 && expression is LiteralExpr literal) (value, rounds) = (literal.Value, parentRounds);
        var children = ImmutableArray.CreateBuilder<ExpressionTrace>();
        foreach (var part in Children.Of(expression))
        {
            if (!IsOnlyPartOfAName(expression, part, values)) children.Add(Trace(text, part, values, rounds));
        }

        return new ExpressionTrace(
            text.Substring(expression.Span.Start, expression.Span.Length), expression.Span, value, rounds, children.ToImmutable());
    }

    // `subject` in `subject.level` and `math` in `math.abs(x)` have no values of their own
    private static bool IsOnlyPartOfAName(
        Expr whole, Expr part, IReadOnlyDictionary<Expr, (Value Value, int Rounds)> values) =>
        part is IdentExpr && whole is (SelectExpr or HasExpr or CallExpr) && !values.ContainsKey(part)
        && (whole is not CallExpr call || ReferenceEquals(call.Target, part));
}
