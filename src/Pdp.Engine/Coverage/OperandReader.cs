using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Engine.Coverage;

/// <summary>
/// Finds the parts of an expression that can be true or false: those of that type, and those that are used as conditions, whatever
/// their type. What can only ever be one value is none, since it has but one outcome, nor what stands behind it and is never evaluated; nor is
/// a negation, which has those of its operand the other way round.
/// </summary>
/// <param name="text">The expression's text.</param>
/// <param name="types">The types of its parts; null: they are not known.</param>
/// <param name="counts">What was seen; null: nothing evaluates it.</param>
/// <param name="names">What names mean in it.</param>
internal sealed class OperandReader(string text, NodeTable<CelType>? types, CoverageCounts? counts, CoverageNames names)
{
    private readonly FixedParts _fixed = new(names);
    private ImmutableHashSet<string> _bound = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The outermost operands of a tree.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="isCondition">Whether the whole is used as a condition.</param>
    public ImmutableArray<OperandCoverage> Read(Expr root, bool isCondition)
    {
        var found = ImmutableArray.CreateBuilder<OperandCoverage>();
        Add(root, isCondition, found);
        return found.ToImmutable();
    }

    private void Add(Expr expression, bool isCondition, ImmutableArray<OperandCoverage>.Builder into)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_fixed.Of(expression, _bound) != Fixed.No)
        {
            // `x || true` evaluates `x`
            if (expression is LogicExpr or ConditionalExpr || expression is UnaryExpr { Operator: UnaryOperator.Not }) AddParts(expression, isCondition, into);
            return;
        }

        if (!isCondition && !IsBool(expression))
        {
            AddParts(expression, isCondition: false, into);
            return;
        }

        if (expression is UnaryExpr { Operator: UnaryOperator.Not } not)
        {
            Add(not.Operand, isCondition: true, into);
            return;
        }

        var inner = ImmutableArray.CreateBuilder<OperandCoverage>();
        AddParts(expression, isCondition: true, inner);
        var count = counts?.Of(expression) ?? default;
        var span = expression.Span;
        into.Add(new OperandCoverage(
            text.Substring(span.Start, span.Length), span, count.True, count.False, count.Neither, inner.ToImmutable()));
    }

    private void AddParts(Expr expression, bool isCondition, ImmutableArray<OperandCoverage>.Builder into)
    {
        var outer = _bound;
        foreach (var part in Evaluated(expression))
        {
            if (expression is MacroExpr macro) _bound = ReferenceEquals(part, macro.Range) ? outer : outer.Add(macro.Variable).Add(macro.SecondVariable ?? macro.Variable);
            Add(part, IsCondition(expression, part, isCondition), into);
        }

        _bound = outer;
    }

    // what stands behind what always decides is never evaluated, and so is what a condition that is fixed does not choose
    private IEnumerable<Expr> Evaluated(Expr expression)
    {
        switch (expression)
        {
            case LogicExpr logic:
                foreach (var operand in logic.Operands)
                {
                    yield return operand;
                    if (_fixed.Of(operand, _bound) == (logic.IsAnd ? Fixed.False : Fixed.True)) yield break;
                }

                break;
            case ConditionalExpr conditional:
                yield return conditional.Condition;
                var chosen = _fixed.Of(conditional.Condition, _bound);
                if (chosen != Fixed.False) yield return conditional.Then;
                if (chosen != Fixed.True) yield return conditional.Otherwise;
                break;
            default:
                foreach (var part in Children.Of(expression)) yield return part;
                break;
        }
    }

    // of what was never checked the form alone tells
    private bool IsBool(Expr expression) => types is null
        ? expression is LogicExpr or HasExpr or UnaryExpr { Operator: UnaryOperator.Not }
            or BinaryExpr { Operator: >= BinaryOperator.Equal and <= BinaryOperator.In }
            or MacroExpr { Kind: MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne }
        : types.TryGetValue(expression.Id, out var type) && type == CelType.Bool;

    private static bool IsCondition(Expr whole, Expr part, bool wholeIs) => whole switch
    {
        LogicExpr => true,
        UnaryExpr { Operator: UnaryOperator.Not } => true,
        ConditionalExpr conditional => ReferenceEquals(part, conditional.Condition) || wholeIs,
        MacroExpr macro when ReferenceEquals(part, macro.Range) => false,
        MacroExpr macro when ReferenceEquals(part, macro.Filter) => true,
        MacroExpr { Kind: MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne or MacroKind.Filter } => true,
        MacroExpr { Kind: MacroKind.Bind } => wholeIs,
        BlockExpr block => wholeIs && ReferenceEquals(part, block.Body),
        _ => false,
    };
}
