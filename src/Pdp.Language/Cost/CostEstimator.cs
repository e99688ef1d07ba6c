using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;

namespace Pdp.Language.Cost;

/// <summary>Where an expression is dear, and what would make it cheap enough.</summary>
/// <param name="Part">The deepest sub-expression that holds nearly all of the cost.</param>
/// <param name="Units">What it draws in all rounds of the loops around it.</param>
/// <param name="Bounds">Bounds of attributes that would do if each were <paramref name="Fits"/>; empty when none would.</param>
/// <param name="Fits">The greatest such value.</param>
public sealed record CostFinding(Expr Part, long Units, ImmutableArray<SizeBound> Bounds, long Fits);

/// <summary>
/// Tells, before an expression is ever evaluated, how much work it can do at worst: the units that
/// <see cref="Runtime.Frame.Draw"/> counts. Sizes come from the schema and from constants; what neither bounds is told as unbounded.
/// </summary>
public static class CostEstimator
{
    /// <summary>The worst case of an expression: one walk over its tree.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="functions">The functions it was checked against.</param>
    /// <param name="sizes">How large its free names are.</param>
    public static CostEstimate Estimate(CheckedExpression expression, FunctionRegistry functions, ISizeBindings sizes)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(sizes);
        return new Estimator(expression, functions, sizes).Estimate();
    }

    /// <summary>Finds what makes an expression dear, and which bounds would let it fit.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="functions">The functions it was checked against.</param>
    /// <param name="sizes">How large its free names are.</param>
    /// <param name="limit">How many units it may draw.</param>
    /// <param name="isWritten">Whether its value goes into an obligation or a piece of advice.</param>
    public static CostFinding Explain(
        CheckedExpression expression, FunctionRegistry functions, ISizeBindings sizes, long limit, bool isWritten)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var trace = new Dictionary<Expr, long>(ReferenceEqualityComparer.Instance);
        var bounds = new Dictionary<SizeBound, long>();
        var whole = new Estimator(expression, functions, sizes) { Trace = trace, Bounds = bounds }.Estimate();
        var total = Total(whole, isWritten);
        var part = Dearest(expression.Root, trace, total);
        var (needed, fits) = Fitting(
            tried => Total(new Estimator(expression, functions, sizes) { Tried = tried.Bounds, TriedValue = tried.Value }.Estimate(), isWritten) <= limit,
            bounds, trace.Count);
        return new CostFinding(part, ReferenceEquals(part, expression.Root) ? total : trace[part], needed, fits);
    }

    private static long Total(CostEstimate estimate, bool isWritten) =>
        isWritten ? Saturating.Add(estimate.Units, estimate.WritingUnits) : estimate.Units;

    private static Expr Dearest(Expr root, Dictionary<Expr, long> trace, long whole)
    {
        // nine tenths are nearly all
        var least = whole - (whole / 10);
        var part = root;
        // the body of a loop is dear by its rounds, so that the loop is what to look at
        while (part is not MacroExpr && Children.Of(part).FirstOrDefault(child => trace.TryGetValue(child, out var units) && units >= least) is { } inner)
            part = inner;
        return part;
    }

    /// <summary>The one bound that alone leaves most room; else all of them alike.</summary>
    private static (ImmutableArray<SizeBound> Bounds, long Fits) Fitting(
        Predicate<(IReadOnlySet<SizeBound> Bounds, long Value)> fit, Dictionary<SizeBound, long> bounds, int nodes)
    {
        // a bound is found in some twenty walks over the tree: of a very large one, fewer bounds are tried alone
        const int MostTried = 8;
        const int MostNodes = 20_000;
        var tries = Math.Clamp(MostNodes / Math.Max(nodes, 1), 1, MostTried);
        SizeBound? best = null;
        long most = 0;
        foreach (var bound in bounds.Keys.OrderBy(bound => bound.Origin.Path, StringComparer.Ordinal).Take(tries))
        {
            var fits = Greatest(new HashSet<SizeBound> { bound });
            if (fits > most) (best, most) = (bound, fits);
        }

        // nobody bounds a list so tightly, when two looser bounds would do
        const int Useful = 10;
        if (most >= Useful || bounds.Count == 1) return (most > 0 ? [best!] : [], most);
        var all = Greatest(bounds.Keys.ToHashSet());
        if (all == 0) return ([], 0);
        var wider = bounds.Where(bound => bound.Value > all).Select(bound => bound.Key);
        return ([.. wider.OrderBy(bound => bound.Origin.Path, StringComparer.Ordinal)], all);

        long Greatest(IReadOnlySet<SizeBound> tried)
        {
            const long MostSensible = 1_000_000;
            var (low, high) = (0L, MostSensible);
            while (low < high)
            {
                var middle = low + (high - low + 1) / 2;
                if (fit((tried, middle))) low = middle;
                else high = middle - 1;
            }

            return low;
        }
    }
}
