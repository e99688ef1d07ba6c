using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Syntax;

namespace Pdp.Language.PartialEvaluation;

/// <summary>The attributes that a residual reads, and what their absence does.</summary>
internal sealed class ResidualReads(IKnowledge knowledge)
{
    private readonly SortedSet<string> _reads = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unknowns = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _certain = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _possible = new(StringComparer.Ordinal);
    private ImmutableList<string> _locals = [];

    public ImmutableArray<string> Reads => [.. _reads];

    public ImmutableArray<string> Unknowns => [.. _unknowns];

    public ImmutableArray<string> References => [.. _reads.Except(_unknowns, StringComparer.Ordinal)];

    public ImmutableArray<string> MissingErrors => [.. _certain];

    public ImmutableArray<string> PossibleMissingErrors => [.. _possible.Except(_certain, StringComparer.Ordinal)];

    public ResidualReads Add(Expr expression)
    {
        Visit(expression, isCertain: true);
        return this;
    }

    private void Visit(Expr node, bool isCertain)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (Find(node) is { } read)
        {
            Note(read, isCertain);
            VisitKeys(node, isCertain);
            return;
        }

        switch (node)
        {
            case MacroExpr macro:
                Visit(macro.Range, isCertain && macro.Kind != MacroKind.Bind);
                var outer = _locals;
                _locals = _locals.Add(macro.Variable);
                if (macro.SecondVariable is { } second) _locals = _locals.Add(second);
                if (macro.Filter is { } filter) Visit(filter, isCertain: false);
                Visit(macro.Body, isCertain && macro.Kind == MacroKind.Bind);
                _locals = outer;
                break;
            case ConditionalExpr conditional:
                Visit(conditional.Condition, isCertain);
                Visit(conditional.Then, isCertain: false);
                Visit(conditional.Otherwise, isCertain: false);
                break;
            case LogicExpr logic:
                foreach (var operand in logic.Operands) Visit(operand, isCertain: false);
                break;
            case BlockExpr block:
                foreach (var binding in block.Bindings) Visit(binding, isCertain: false);
                Visit(block.Body, isCertain);
                break;
            case CallExpr { Target: { } target, Function: "or" or "orValue", Arguments: [var alternative] }:
                Visit(target, isCertain);
                Visit(alternative, isCertain: false);
                break;
            default:
                foreach (var part in Children.Of(node)) Visit(part, isCertain);
                break;
        }
    }

    /// <summary>The steps of a path that are computed, as the key in <c>a[b]</c>, may read something themselves.</summary>
    private void VisitKeys(Expr node, bool isCertain)
    {
        while (true)
        {
            switch (node)
            {
                case SelectExpr select: node = select.Operand; break;
                case HasExpr has: node = has.Operand; break;
                case IndexExpr index:
                    Visit(index.Index, isCertain);
                    node = index.Operand;
                    break;
                default: return;
            }
        }
    }

    /// <summary>A read of an attribute.</summary>
    /// <param name="Path">The attribute and the members selected from it.</param>
    /// <param name="Needed">What must be there for the read to be no error; null when nothing must.</param>
    /// <param name="Known">What is known of it.</param>
    private sealed record PathRead(string Path, string? Needed, Knowledge Known)
    {
        public bool IsOptional { get; init; }
    }

    private void Note(PathRead read, bool isCertain)
    {
        _reads.Add(read.Path);
        if (read.Known is Knowledge.UnknownKnowledge or Knowledge.PartlyKnownObject or Knowledge.PartlyKnownList or Knowledge.Definition)
            _unknowns.Add(read.Path);
        if (read.Needed is { } needed) (isCertain ? _certain : _possible).Add(needed);
    }

    /// <summary>The attribute that a selection, index or name reads; null when it reads none.</summary>
    private PathRead? Find(Expr node)
    {
        switch (node)
        {
            case IdentExpr ident when !IsLocal(ident) && knowledge.Resolve(ident.Name) is { } known:
                return new PathRead(ident.Name, ident.Name, known);
            case SelectExpr select:
                return Step(select.Operand, select.Field, select.Optional);
            case HasExpr has:
                return Step(has.Operand, has.Field, isOptional: true);
            case IndexExpr { Index: LiteralExpr { Value.AsString: { } key } } index:
                return Step(index.Operand, key, index.Optional, isMember: false);
            case IndexExpr index:
                // Which element is read is not known: the whole is.
                return Find(index.Operand);
            default:
                return null;
        }
    }

    private PathRead? Step(Expr operand, string member, bool isOptional, bool isMember = true)
    {
        if (isMember && operand is IdentExpr root && !IsLocal(root) && knowledge.ResolveMember(root.Name, member) is { } known)
        {
            var attribute = Join(root.Name, member);
            return new PathRead(attribute, isOptional ? null : attribute, known) { IsOptional = isOptional };
        }

        if (Find(operand) is not { } outer) return null;
        var path = Join(outer.Path, member);
        return new PathRead(path, isOptional || outer.IsOptional ? outer.Needed : path, Member(outer.Known, member))
        {
            IsOptional = isOptional || outer.IsOptional,
        };
    }

    private static Knowledge Member(Knowledge known, string member) =>
        known is Knowledge.PartlyKnownObject partly ? partly[member] : known is Knowledge.PartlyKnownList ? Knowledge.Unknown : known;

    private bool IsLocal(IdentExpr ident) => !ident.Rooted && _locals.Contains(ident.Name);

    private static string Join(string path, string member) =>
        Words.IsIdentifier(member) && !Words.Keywords.Contains(member) ? $"{path}.{member}" : $"{path}.`{member}`";
}
