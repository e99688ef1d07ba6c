using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Compilation;
using Pdp.Language.Syntax;
using Pdp.Language.Text;

namespace Pdp.Authoring.Linting.Checks;

/// <summary>
/// Finds in the condition of a permit rule what becomes true because the caller leaves an attribute out: <c>!has(x)</c>,
/// <c>!x.?a.orValue(false)</c>, <c>x.?a.orValue('') != 'b'</c>.
/// </summary>
internal sealed class SilentPermits
{
    private const int MostVariables = 32;

    private readonly LintedRule _rule;
    private readonly Kinds _kinds;
    private readonly ImmutableHashSet<string> _present;
    private readonly List<(string Path, TextSpan Span)> _found = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private TextSpan? _reader;
    private int _depth;

    private SilentPermits(LintedRule rule, Kinds kinds)
    {
        _rule = rule;
        _kinds = kinds;
        _present = ImmutableHashSet.CreateRange(
            StringComparer.Ordinal, rule.Conditions.SelectMany(condition => Presence.Of(condition.Parsed.Root, outcome: true, condition.Scope)));
    }

    /// <summary>The attributes, each once, with the place.</summary>
    public static IReadOnlyList<(string Path, TextSpan Span)> Of(LintedRule rule, Kinds kinds)
    {
        if (rule.When?.Parsed.Root is not { } root) return [];
        var permits = new SilentPermits(rule, kinds);
        permits.Visit(root, wanted: true, rule.When.Scope);
        return permits._found;
    }

    /// <param name="node">A part of the condition.</param>
    /// <param name="wanted">Which value of it makes the rule permit.</param>
    /// <param name="scope">What names mean.</param>
    private void Visit(Expr node, bool wanted, Scope scope)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case UnaryExpr { Operator: UnaryOperator.Not } not:
                Visit(not.Operand, !wanted, scope);
                break;
            case LogicExpr logic:
                foreach (var operand in logic.Operands) Visit(operand, wanted, scope);
                break;
            case HasExpr { Operand: IdentExpr root } has when !wanted:
                Tell((root.Name, has.Field), has.Span);
                break;
            case ConditionalExpr { Condition: HasExpr { Operand: IdentExpr root } has, Otherwise: LiteralExpr { Value.IsBool: true } otherwise } when otherwise.Value.AsBool == wanted:
                Tell((root.Name, has.Field), has.Span);
                break;
            case CallExpr { Function: "orValue", Target: { } target, Arguments: [LiteralExpr { Value.IsBool: true } given] } when given.Value.AsBool == wanted:
                Tell(Presence.OptionalOf(target), node.Span);
                break;
            case BinaryExpr { Operator: BinaryOperator.NotEqual } unequal when wanted:
                Compared(unequal);
                break;
            case BinaryExpr { Operator: BinaryOperator.Equal or BinaryOperator.In } alike when !wanted:
                Compared(alike);
                break;
            case SelectExpr { Operand: IdentExpr root } select when _depth < MostVariables && scope.Find(root.Name, select.Field)?.Body is { } body:
                var reader = _reader;
                _reader ??= select.Span;
                _depth++;
                if (body.Parsed.Root is { } inner) Visit(inner, wanted, body.Scope);
                _depth--;
                _reader = reader;
                break;
        }
    }

    // a value that stands for an absent one, and is another than the one it is compared with
    private void Compared(BinaryExpr comparison)
    {
        foreach (var (side, other) in new[] { (comparison.Left, comparison.Right), (comparison.Right, comparison.Left) })
        {
            if (side is not CallExpr { Function: "orValue", Target: { } target, Arguments: [var given] }) continue;
            if (given is LiteralExpr && string.Equals(Unparser.Format(given), Unparser.Format(other), StringComparison.Ordinal)) continue;
            Tell(Presence.OptionalOf(target), comparison.Span);
        }
    }

    private void Tell((string Root, string Member)? attribute, TextSpan span)
    {
        if (attribute is not var (root, member) || !Roots.Request.Contains(root, StringComparer.Ordinal)) return;
        var path = $"{root}.{member}";
        if (_present.Contains(path) || !_kinds.CallerMayLeaveOut(root, member, _rule.Guard)) return;
        if (_told.Add(path)) _found.Add((path, _reader ?? span));
    }
}
