using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Language.PartialEvaluation;

/// <summary>
/// Keeps literals from being held against the strings that an attribute may have. The checker refuses to compare such an
/// attribute with the literal of another string, which a residual does all the same, as where two attributes are compared.
/// </summary>
/// <param name="whole">A tree that reads every attribute the residual reads.</param>
/// <param name="tables">The types of its nodes.</param>
/// <param name="functions">The functions there are.</param>
internal sealed class Choices(Expr whole, FoldTables tables, FunctionRegistry functions)
{
    private readonly ImmutableArray<ImmutableArray<string>> _all = Collect(whole, tables);

    /// <summary>An operand of a comparison: its literals that the other cannot equal are written <c>string('x')</c>.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="other">The other.</param>
    /// <param name="isRange">Whether the operand is what the other is looked for in.</param>
    public Expr Apart(Expr operand, Expr other, bool isRange)
    {
        if (_all.IsEmpty || operand is not (LiteralExpr or ListExpr)) return operand;
        var sets = ReadsVariable(other) ? _all : Collect(other, tables);
        if (sets.IsEmpty) return operand;
        if (operand is not ListExpr list) return Apart(operand, sets);
        return isRange
            ? list with { Elements = [.. list.Elements.Select(element => element with { Value = Apart(element.Value, sets) })] }
            : list;
    }

    private Expr Apart(Expr operand, ImmutableArray<ImmutableArray<string>> sets)
    {
        if (operand is not LiteralExpr { Value.AsString: { } text } || sets.All(set => set.Contains(text, StringComparer.Ordinal))) return operand;
        return Make.Global(tables, functions, "string", CelType.String, operand.Span, [operand], "string_to_string") ?? operand;
    }

    private static ImmutableArray<ImmutableArray<string>> Collect(Expr tree, FoldTables tables)
    {
        var sets = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        Visit(tree);
        return sets.ToImmutable();

        void Visit(Expr node)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            if (node is ValueExpr { Fallback: { } fallback }) Visit(fallback);
            if (ChoicesOf(node, tables) is { IsDefaultOrEmpty: false } set) sets.Add(set);
            foreach (var part in Children.Of(node)) Visit(part);
        }
    }

    /// <summary>The strings that a member which a node reads may have; empty when any will do.</summary>
    private static ImmutableArray<string> ChoicesOf(Expr node, FoldTables tables)
    {
        var (operand, name) = node switch
        {
            SelectExpr select => (select.Operand, select.Field),
            IndexExpr { Index: LiteralExpr { Value.AsString: { } key } } index => (index.Operand, key),
            _ => (null, ""),
        };
        if (operand is null) return [];
        var type = tables.TypeOf(operand);
        if (type.IsOptional) type = type.Parameters[0];
        return type is RecordType record && record.Members.TryGetValue(name, out var member) ? member.EnumValues : [];
    }

    /// <summary>Whether a name is read that may be the variable of a macro over such an attribute.</summary>
    private bool ReadsVariable(Expr node) =>
        node is BlockIndexExpr || (node is IdentExpr && tables.TypeOf(node).Kind != CelTypeKind.Record) || Children.Of(node).Any(ReadsVariable);
}
