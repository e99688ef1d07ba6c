using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>Whether two parts of one text mean the same: their names, types and overloads are those of their expressions.</summary>
internal static class SameParts
{
    public static bool AreSame(CheckedExpression left, Expr l, CheckedExpression right, Expr r)
    {
        if (l.GetType() != r.GetType() || !HaveSameNames(l, r) || !HaveSameTypes(left, l, right, r)) return false;
        if (!OverloadsOf(left, l).SequenceEqual(OverloadsOf(right, r), StringComparer.Ordinal)) return false;
        using var others = Children.Of(r).GetEnumerator();
        foreach (var child in Children.Of(l))
        {
            if (!others.MoveNext() || !AreSame(left, child, right, others.Current)) return false;
        }

        return !others.MoveNext();
    }

    // what the checker makes of names and literals depends on what is known of attributes
    private static bool HaveSameNames(Expr l, Expr r) => (l, r) switch
    {
        (LiteralExpr left, LiteralExpr right) => left.Value.Kind == right.Value.Kind && left.Value.Equals(right.Value),
        (IdentExpr left, IdentExpr right) => left.Name == right.Name && left.Rooted == right.Rooted,
        (CallExpr left, CallExpr right) => left.Function == right.Function && left.Target is null == right.Target is null,
        _ => true,
    };

    // subjects of unlike types have unlike properties: those that are read are compared by themselves
    private static bool HaveSameTypes(CheckedExpression left, Expr l, CheckedExpression right, Expr r)
    {
        var leftType = left.Types.TryGetValue(l.Id, out var known) ? known : CelType.Dyn;
        var rightType = right.Types.TryGetValue(r.Id, out var other) ? other : CelType.Dyn;
        return ReferenceEquals(leftType, rightType)
               || leftType is RecordType { IsEntityRoot: true } && rightType is RecordType { IsEntityRoot: true }
               || leftType.Equals(rightType);
    }

    private static ImmutableArray<string> OverloadsOf(CheckedExpression expression, Expr e) =>
        expression.Overloads.TryGetValue(e.Id, out var overloads) ? overloads.Ids : [];
}
