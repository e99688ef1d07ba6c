using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Requests;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>
/// Makes a request for which conditions are true, as far as they are understood: all that they ask of a place is gathered, and then each
/// place is given one value. It need not succeed; whoever uses it decides the request and sees.
/// </summary>
/// <param name="request">The request to begin with.</param>
/// <param name="now">The decision's time.</param>
/// <param name="turn">Which of several ways to be true is taken.</param>
/// <param name="pool">Values that conditions name.</param>
/// <param name="kept">Places that stay as they are.</param>
internal sealed class Wish(Request request, Timestamp now, int turn, ValuePool pool, IReadOnlySet<RequestPath>? kept = null)
{
    private const int MostVariables = 32;

    private static readonly ImmutableDictionary<string, RequestPath> NoLocals = ImmutableDictionary.Create<string, RequestPath>(StringComparer.Ordinal);

    private readonly WishedPlaces _places = new(request, pool, kept);
    private int _element = WishedPlaces.NoElement;
    private int _elements;

    /// <summary>Asks that a condition be true.</summary>
    public void Ask(Condition condition) => Ask(condition, true, 0);

    /// <summary>Asks that a condition be false.</summary>
    public void AskNot(Condition condition) => Ask(condition, false, 0);

    /// <summary>Asks that a place have a value.</summary>
    public void Ask(RequestPath path, in Value value) => _places.Ask(new Demand(AtomReader.Related(path, AtomShape.Equal, value), true), WishedPlaces.NoElement);

    /// <summary>Grants what was asked.</summary>
    public WishedRequest Grant() => _places.Grant();

    private void Ask(Condition condition, bool truth, int depth)
    {
        if (condition.Checked is { } read) Ask(read.Root, condition.Scope, NoLocals, truth, depth);
    }

    private void Ask(Expr node, Scope scope, ImmutableDictionary<string, RequestPath> locals, bool truth, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case LogicExpr logic when logic.IsAnd == truth:
                foreach (var operand in logic.Operands) Ask(operand, scope, locals, truth, depth);
                break;
            case LogicExpr logic:
                Ask(logic.Operands[turn % logic.Operands.Length], scope, locals, truth, depth);
                break;
            case UnaryExpr { Operator: UnaryOperator.Not } not:
                Ask(not.Operand, scope, locals, !truth, depth);
                break;
            case ConditionalExpr conditional:
                var first = turn % 2 == 0;
                Ask(conditional.Condition, scope, locals, first, depth);
                Ask(first ? conditional.Then : conditional.Otherwise, scope, locals, truth, depth);
                break;
            case SelectExpr { Operand: IdentExpr root } select when scope.Find(root.Name, select.Field) is { } named:
                if (named.Body is { } body && depth < MostVariables) Ask(body, truth, depth + 1);
                break;
            case MacroExpr macro:
                Ask(macro, scope, locals, truth, depth);
                break;
            default:
                if (new AtomReader(scope, locals, now).Read(node) is { } atom) _places.Ask(new Demand(atom, truth), _element);
                break;
        }
    }

    private void Ask(MacroExpr macro, Scope scope, ImmutableDictionary<string, RequestPath> locals, bool truth, int depth)
    {
        if (new AtomReader(scope, locals, now).PathOf(macro.Range) is not { } range || macro.SecondVariable is not null) return;
        if (macro.Kind == MacroKind.Bind)
        {
            Ask(macro.Body, scope, locals.SetItem(macro.Variable, range), truth, depth);
        }
        else if (macro.Kind is MacroKind.Exists or MacroKind.All or MacroKind.ExistsOne)
        {
            // that all are so is asked of every element, and that one is so of an element of its own
            var outer = _element;
            _element = macro.Kind == MacroKind.All == truth ? WishedPlaces.EveryElement : ++_elements;
            Ask(macro.Body, scope, locals.SetItem(macro.Variable, range.Below(RequestPath.Element)), truth, depth);
            _element = outer;
        }
    }
}
