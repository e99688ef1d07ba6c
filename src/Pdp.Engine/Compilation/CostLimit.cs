using System.Globalization;
using Pdp.Engine.Diagnostics;
using Pdp.Language.Cost;

namespace Pdp.Engine.Compilation;

/// <summary>
/// Refuses what is sure to be too dear: an expression that, by the bounds of the schema alone, can draw more than the budget
/// that it is given when it is evaluated. What nobody bounds is left to that budget.
/// </summary>
/// <param name="fuel">The budget of a rule, variable or notice.</param>
internal sealed class CostLimit(long fuel)
{
    // beyond any sensible limit, and far from overflowing
    private const long Plenty = long.MaxValue / 2;

    /// <summary>Tells of an expression that can draw more than the budget.</summary>
    public void Check(ExpressionUnit unit)
    {
        if (unit.Cost is not { } cost || cost.Estimate.Units <= fuel) return;
        var finding = cost.Explain(fuel, isWritten: false);
        Tell(unit, finding, $"this can draw {InWords(finding.Units)} of work, expected at most {InWords(fuel)}");
    }

    /// <summary>Tells of an obligation or a piece of advice whose parts, which share a budget, can draw more than that together.</summary>
    public void Check(NoticeUnit notice)
    {
        var parts = notice.Units.ToList();
        if (parts.Exists(part => part.Cost is not { } cost || cost.Estimate.Units > fuel)) return;
        var total = notice.When?.Cost!.Estimate.Units ?? 0;
        foreach (var (_, unit) in notice.Properties) total = Math.Min(total + unit.Cost!.WrittenUnits, Plenty);
        if (total <= fuel) return;
        var dearest = notice.Properties.Count == 0 ? notice.When! : notice.Properties.MaxBy(property => property.Unit.Cost!.WrittenUnits).Unit;
        var isWritten = dearest != notice.When;
        var left = fuel - (total - (isWritten ? dearest.Cost!.WrittenUnits : dearest.Cost!.Estimate.Units));
        Tell(
            dearest, dearest.Cost.Explain(left, isWritten),
            $"`{notice.Source.Id}` can draw {InWords(total)} of work, most of them here, expected at most {InWords(fuel)}");
    }

    private static void Tell(ExpressionUnit unit, CostFinding finding, string message) => unit.Diagnostics.Error(
        EngineDiagnosticCodes.TooDear, unit.Source, finding.Part.Span, message, Help(finding));

    private static string Help(CostFinding finding)
    {
        if (finding.Bounds.IsEmpty) return "let it do less, or raise `limits.fuel` of the bundle";
        var bounds = finding.Bounds.Select(bound => string.Create(
            CultureInfo.InvariantCulture, $"`{bound.Keyword}: {finding.Fits}` for `{bound.Origin.Path}` of {bound.Origin.Schema}"));
        return $"it fits with {string.Join(" and ", bounds)}";
    }

    private static string InWords(long units) => string.Create(CultureInfo.InvariantCulture, $"{units} units");
}
