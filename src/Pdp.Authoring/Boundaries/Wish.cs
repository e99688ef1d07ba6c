using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Requests;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>
/// Makes a request for which conditions are true, as far as they are understood: each is given, one after another, what it asks for and
/// none before it has asked for. It need not succeed; whoever uses it decides the request and sees.
/// </summary>
/// <param name="request">The request to begin with.</param>
/// <param name="now">The decision's time.</param>
/// <param name="turn">Which of several ways to be true is taken.</param>
internal sealed class Wish(Request request, Timestamp now, int turn)
{
    private const int MostVariables = 32;

    private static readonly ImmutableDictionary<string, RequestPath> NoLocals = ImmutableDictionary.Create<string, RequestPath>(StringComparer.Ordinal);

    private readonly HashSet<RequestPath> _set = [];

    /// <summary>The request so far.</summary>
    public Request Request { get; private set; } = request;

    /// <summary>The places that were given a value, or none, on purpose.</summary>
    public IReadOnlyCollection<RequestPath> Given => _set;

    /// <summary>Asks that a condition be true.</summary>
    public void Ask(Condition condition) => Ask(condition, true, 0);

    /// <summary>Gives a place a value, unless it has been given one.</summary>
    public void Give(RequestPath path, in Value value)
    {
        if (!path.Equals(RequestPath.Now) && _set.Add(path)) Request = Request.With(path, Neighbours.Sent(value));
    }

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
                if (new AtomReader(scope, locals, now).Read(node) is { } atom) Ask(atom, truth);
                break;
        }
    }

    private void Ask(MacroExpr macro, Scope scope, ImmutableDictionary<string, RequestPath> locals, bool truth, int depth)
    {
        if (new AtomReader(scope, locals, now).PathOf(macro.Range) is not { } range || macro.SecondVariable is not null) return;
        if (macro.Kind == MacroKind.Bind) Ask(macro.Body, scope, locals.SetItem(macro.Variable, range), truth, depth);
        else if (macro.Kind is MacroKind.Exists or MacroKind.All or MacroKind.ExistsOne)
            Ask(macro.Body, scope, locals.SetItem(macro.Variable, range.Below(RequestPath.Element)), truth, depth);
    }

    private void Ask(Atom atom, bool truth)
    {
        if (atom.Other is { } other)
        {
            Relate(atom, other, truth);
            return;
        }

        if (atom.True is not { } wanted)
        {
            // to be there, whatever it is
            if (!truth) Give(atom.Path, default);
            else if (Request.At(atom.Path).IsMissing) Give(atom.Path, Value.From(Neighbours.OtherText));
            return;
        }

        Give(atom.Path, truth ? wanted : atom.False);
    }

    private void Relate(Atom atom, RequestPath other, bool truth)
    {
        var isSame = truth != atom.IsNegated;
        var value = Request.At(other);
        if (value.IsMissing)
        {
            value = Request.At(atom.Path) is { IsMissing: false } known && !atom.IsList ? known : Value.From("same");
            Give(other, isSame ? value : Value.From("one"));
            value = Request.At(other);
        }

        if (atom.IsList) Give(atom.Path, isSame ? Value.From(new CelList([value])) : Value.From(CelList.Empty));
        else Give(atom.Path, isSame ? value : Value.From(Neighbours.OtherText));
    }
}
