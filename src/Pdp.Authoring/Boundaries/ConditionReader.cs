using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Authoring.Linting.Model;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>Gathers from conditions what is worth trying, and where.</summary>
/// <param name="pool">Gets the values.</param>
/// <param name="now">The usual time of a decision.</param>
internal sealed class ConditionReader(ValuePool pool, Timestamp now)
{
    private const int MostVariables = 32;

    private static readonly ImmutableDictionary<string, RequestPath> NoLocals = ImmutableDictionary.Create<string, RequestPath>(StringComparer.Ordinal);

    private const long DaySeconds = 86_400;

    private readonly HashSet<RequestPath> _paths = [];
    private ImmutableArray<Value> _hours = [];
    private ImmutableArray<Value> _days = [];

    /// <summary>Parts of conditions that read a request and from which no values were derived.</summary>
    public SortedSet<string> NotUnderstood { get; } = new(StringComparer.Ordinal);

    /// <summary>Gathers from some conditions that belong together.</summary>
    /// <returns>The places that they read.</returns>
    public ImmutableArray<RequestPath> Read(IEnumerable<Condition> conditions)
    {
        _paths.Clear();
        _hours = [];
        _days = [];
        foreach (var condition in conditions) Read(condition, 0);

        // an hour of a day is asked for: all hours of all those days
        if (!_hours.IsEmpty)
        {
            foreach (var day in _days)
                pool.Add(RequestPath.Now, _hours.Select(hour => Value.From(new Timestamp(StartOf(day.AsTimestamp) + hour.AsTimestamp.Seconds - StartOf(hour.AsTimestamp), 0))));
        }

        return [.. _paths.OrderBy(static path => path.Text, StringComparer.Ordinal)];
    }

    private void Read(Condition condition, int depth)
    {
        if (condition.Checked is { } read) Read(read.Root, condition.Scope, NoLocals, depth);
    }

    private void Read(Expr node, Scope scope, ImmutableDictionary<string, RequestPath> locals, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case LogicExpr or ConditionalExpr or UnaryExpr { Operator: UnaryOperator.Not }:
                foreach (var part in Children.Of(node)) Read(part, scope, locals, depth);
                return;
            case SelectExpr { Operand: IdentExpr root } select when scope.Find(root.Name, select.Field) is { } named:
                if (named.Body is { } body && depth < MostVariables) Read(body, depth + 1);
                return;
            case MacroExpr macro:
                Read(macro, scope, locals, depth);
                return;
        }

        var atoms = new AtomReader(scope, locals, now);
        if (atoms.Read(node) is { } atom)
        {
            Add(atom);
            return;
        }

        var places = _paths.Count;
        Visit(node, atoms, scope, locals, depth);
        if (_paths.Count > places) NotUnderstood.Add(Unparser.Format(node));
    }

    // an element of a list in the request is a place of its own
    private void Read(MacroExpr macro, Scope scope, ImmutableDictionary<string, RequestPath> locals, int depth)
    {
        var atoms = new AtomReader(scope, locals, now);
        var range = atoms.PathOf(macro.Range);
        if (range is null) Read(macro.Range, scope, locals, depth);
        else Visit(macro.Range, atoms, scope, locals, depth);
        var inner = macro.Kind == MacroKind.Bind
            ? range is null ? locals.Remove(macro.Variable) : locals.SetItem(macro.Variable, range)
            : range is null || macro.SecondVariable is not null ? locals.Remove(macro.Variable) : locals.SetItem(macro.Variable, range.Below(RequestPath.Element));
        if (macro.Filter is { } filter) Read(filter, scope, inner, depth);
        Read(macro.Body, scope, inner, depth);
    }

    private static long StartOf(Timestamp moment) => moment.Seconds - (moment.Seconds % DaySeconds);

    private void Add(Atom atom)
    {
        _paths.Add(atom.Path);
        pool.Add(atom.Path, atom.Values);
        if (atom.ClockPart == "getHours") _hours = atom.Values;
        else if (atom.ClockPart is not (null or "getMinutes" or "getSeconds") && _days.Length < atom.Values.Length) _days = atom.Values;
        if (atom is { Shape: AtomShape.Member, Other: null }) pool.Add(atom.Path.Below(RequestPath.Element), atom.Operand);
        if (atom.Other is not { } other) return;
        _paths.Add(other);
        pool.Relate(atom.Path, other, atom.Shape);
    }

    private void Visit(Expr node, AtomReader atoms, Scope scope, ImmutableDictionary<string, RequestPath> locals, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (RequestPath.Of(node, locals) is { } path)
        {
            // a root alone is no place
            if (path.Names.Length == 1 && !path.Equals(RequestPath.Now)) return;
            _paths.Add(path);
            pool.Add(path);
            return;
        }

        foreach (var part in Children.Of(node))
        {
            if (part is LogicExpr or MacroExpr or HasExpr or BinaryExpr { Operator: >= BinaryOperator.Equal and <= BinaryOperator.In } || (part is SelectExpr { Operand: IdentExpr root } select && scope.Find(root.Name, select.Field) is not null)) Read(part, scope, locals, depth);
            else Visit(part, atoms, scope, locals, depth);
        }
    }
}
