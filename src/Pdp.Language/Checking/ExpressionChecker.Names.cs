using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <content>Names and the local variables of macros.</content>
internal sealed partial class ExpressionChecker
{
    /// <summary>A variable of a macro.</summary>
    private readonly record struct Local(string Name, CelType Type, ImmutableArray<string> Choices);

    private Local? FindLocal(string name)
    {
        for (var i = _locals.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_locals[i].Name, name, StringComparison.Ordinal)) return _locals[i];
        }

        return null;
    }

    private Typed CheckIdent(IdentExpr ident)
    {
        if (!ident.Rooted && FindLocal(ident.Name) is { } local)
            return new Typed(ident, local.Type) { Choices = local.Choices };
        if (FindGlobal(ident, ident.Name, ident.Rooted) is { } found) return found;

        var near = NearWord.Find(ident.Name, Candidates());
        if (near is null && IsVariableOfMisused(ident)) return new Typed(ident, CelType.Error);
        Error(
            DiagnosticCodes.UnknownName, $"unknown name `{Language.Text.Excerpt.OfName(ident.Name)}`", ident.Span,
            near is null ? Hints.UnknownName(ident, _environment) : Advice.DidYouMean(ident.Span, near));
        return new Typed(ident, CelType.Error);
    }

    /// <summary>A variable or type of a name, in place of the node that spells it.</summary>
    private Typed? FindGlobal(Expr node, string name, bool isRooted)
    {
        if (_names.Find(name, isRooted, out var found) is not { } type) return null;
        var isSame = node is IdentExpr ident && string.Equals(ident.Name, found, StringComparison.Ordinal);
        return new Typed(isSame ? node : new IdentExpr(node.Id, node.Span, found, isRooted), Declared(found, type))
        {
            Known = _environment.Messages is null ? default : ConstantOf(found, type),
        };
    }

    /// <summary>
    /// The type of a variable. One that was declared with a type parameter has a variable there, the same at every use.
    /// </summary>
    private CelType Declared(string name, CelType type)
    {
        if (!HasParameter(type)) return type;
        _declared ??= new Dictionary<string, CelType>(StringComparer.Ordinal);
        if (!_declared.TryGetValue(name, out var renewed))
            _declared[name] = renewed = _substitution.Instantiate([], type).Result;
        return renewed;
    }

    private static bool HasParameter(CelType type)
    {
        if (type.Kind == CelTypeKind.Parameter) return true;
        foreach (var parameter in type.Parameters)
        {
            if (HasParameter(parameter)) return true;
        }

        return false;
    }

    private IEnumerable<string> Candidates() =>
        _locals.Select(local => local.Name).Where(name => name[0] != '@')
            .Concat(_environment.Variables.Keys)
            .Concat(Words.Keywords.Where(word => word != "in"));

    private Typed CheckBlockIndex(BlockIndexExpr index)
    {
        var name = index.Function == "index" ? BlockVariable(index.First)
            : index.Function == "iterVar" ? ExpressionParser.IterationVariable(index)
            : null;
        if (name is not null && FindLocal(name) is { } local)
        {
            Expr node = index.Function == "index" ? index : new IdentExpr(index.Id, index.Span, name, Rooted: false);
            return new Typed(node, local.Type) { Choices = local.Choices };
        }

        Error(DiagnosticCodes.UnknownName, $"unknown name `{Excerpt(index)}`", index.Span);
        return new Typed(index, CelType.Error);
    }

    private static string BlockVariable(int index) => $"@index{index}";

    private Typed CheckBlock(BlockExpr block)
    {
        var outer = _locals.Count;
        var bindings = ImmutableArray.CreateBuilder<Expr>(block.Bindings.Length);
        foreach (var binding in block.Bindings)
        {
            var value = CheckValue(binding);
            bindings.Add(value.Node);
            _locals.Add(_environment.TypesBlocks
                ? new Local(BlockVariable(bindings.Count - 1), Resolved(value.Type), value.Choices)
                : new Local(BlockVariable(bindings.Count - 1), CelType.Dyn, []));
        }

        var body = CheckValue(block.Body);
        _locals.RemoveRange(outer, _locals.Count - outer);
        return body with { Node = block with { Bindings = bindings.MoveToImmutable(), Body = body.Node }, Known = default };
    }
}
