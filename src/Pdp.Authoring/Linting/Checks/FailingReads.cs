using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Authoring.Linting.Model;
using Pdp.Language.Guards;
using Pdp.Language.Syntax;
using Pdp.Language.Text;

namespace Pdp.Authoring.Linting.Checks;

/// <summary>
/// Finds the attributes that a condition reads although the schema says that they may be absent, where nothing asks for them first.
/// </summary>
internal sealed class FailingReads
{
    private const int MostVariables = 32;

    private readonly Kinds _kinds;
    private readonly Guard _guard;
    private readonly List<(string Path, TextSpan Span)> _found = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private TextSpan? _reader;
    private int _depth;

    private FailingReads(Kinds kinds, Guard guard)
    {
        _kinds = kinds;
        _guard = guard;
    }

    /// <summary>The attributes, each once, with the place of the first reading; of one in a variable the place that reads the variable.</summary>
    public static IReadOnlyList<(string Path, TextSpan Span)> Of(LintedRule rule, Kinds kinds)
    {
        if (rule.When?.Parsed.Root is not { } root) return [];
        var reads = new FailingReads(kinds, rule.Guard);
        var present = ImmutableHashSet.CreateRange(
            StringComparer.Ordinal, rule.Policy.Targets.SelectMany(target => Presence.Of(target.Parsed.Root, outcome: true, target.Scope)));
        reads.Visit(root, present, rule.When.Scope);
        return reads._found;
    }

    private void Visit(Expr node, ImmutableHashSet<string> present, Scope scope)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            // what one operand asks for, an other one may read: where it is not there, the first is false and absorbs the error
            case LogicExpr logic:
                var said = logic.Operands.Select(operand => Presence.Of(operand, logic.IsAnd, scope).ToList()).ToList();
                for (var i = 0; i < logic.Operands.Length; i++)
                    Visit(logic.Operands[i], present.Union(said.Where((_, other) => other != i).SelectMany(paths => paths)), scope);
                break;
            case ConditionalExpr conditional:
                Visit(conditional.Condition, present, scope);
                Visit(conditional.Then, present.Union(Presence.Of(conditional.Condition, outcome: true, scope)), scope);
                Visit(conditional.Otherwise, present.Union(Presence.Of(conditional.Condition, outcome: false, scope)), scope);
                break;
            case HasExpr has:
                Visit(has.Operand, present, scope);
                break;
            case SelectExpr { Operand: IdentExpr root } select when _depth < MostVariables && scope.Find(root.Name, select.Field)?.Body is { } body:
                var reader = _reader;
                _reader ??= select.Span;
                _depth++;
                if (body.Parsed.Root is { } inner) Visit(inner, present, body.Scope);
                _depth--;
                _reader = reader;
                break;
            case SelectExpr when Presence.PathOf(node) is { } path:
                Read(path, node.Span, present);
                break;

            // of `a.?b.c` nothing is an error but the reading of `a`
            case SelectExpr or IndexExpr when Presence.OptionalOf(node) is not null:
                break;
            default:
                foreach (var child in Children.Of(node)) Visit(child, present, scope);
                break;
        }
    }

    private void Read(ImmutableArray<string> path, TextSpan span, ImmutableHashSet<string> present)
    {
        for (var length = 2; length <= path.Length; length++)
        {
            var text = string.Join('.', path[..length]);
            if (present.Contains(text) || !_kinds.MayBeAbsent(path.AsSpan()[..length], _guard)) continue;
            if (_told.Add(text)) _found.Add((text, _reader ?? span));
            return;
        }
    }
}
