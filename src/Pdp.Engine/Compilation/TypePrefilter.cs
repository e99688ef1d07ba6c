using System.Collections.Immutable;
using Pdp.Language.Syntax;

namespace Pdp.Engine.Compilation;

/// <summary>
/// Finds the environments in which a condition is false on the face of it: one of its conjuncts compares
/// <c>subject.type</c>, <c>resource.type</c> or <c>action.name</c> with other constants. The checker would find the same,
/// once for each environment; with thousands of policies that is most of the time that loading takes.
/// </summary>
internal static class TypePrefilter
{
    /// <summary>The environments in which no conjunct is false on the face of it.</summary>
    public static EnvironmentSet Narrow(Expr condition, EnvironmentSet environments, SchemaModel schema)
    {
        var conjuncts = condition is LogicExpr { IsAnd: true } and ? and.Operands : [condition];
        foreach (var conjunct in conjuncts)
        {
            if (Constraint(conjunct, schema) is not { } constraint) continue;
            var (root, values) = constraint;
            var table = schema.Of(root);
            // a value that is not declared is left to the checker, which can say so
            if (!values.All(value => table.Names.Contains(value))) continue;
            var kinds = table.Named(values.Contains);
            environments = EnvironmentSet.Of(environments.Boxes.Select(box => box.With(root, box.Of(root)!.And(kinds))));
        }

        return environments;
    }

    private static (string Root, ImmutableHashSet<string> Values)? Constraint(Expr conjunct, SchemaModel schema)
    {
        if (conjunct is not BinaryExpr binary) return null;
        if (binary.Operator == BinaryOperator.Equal)
        {
            var (name, constant) = binary.Left is LiteralExpr ? (binary.Right, binary.Left) : (binary.Left, binary.Right);
            return Root(name, schema) is { } root && Text(constant) is { } value ? (root, Set([value])) : null;
        }

        if (binary.Operator != BinaryOperator.In || binary.Right is not ListExpr list || Root(binary.Left, schema) is not { } of)
            return null;
        var values = list.Elements.Select(element => element.Optional ? null : Text(element.Value)).ToList();
        return values.Contains(null) ? null : (of, Set(values!));
    }

    // what is not declared is not narrowed
    private static string? Root(Expr expression, SchemaModel schema) => Root(expression) is { } root && schema.Of(root).IsDeclared ? root : null;

    private static string? Root(Expr expression) => expression switch
    {
        SelectExpr { Optional: false, Field: "type", Operand: IdentExpr { Name: Roots.Subject or Roots.Resource } root } => root.Name,
        SelectExpr { Optional: false, Field: "name", Operand: IdentExpr { Name: Roots.Action } root } => root.Name,
        _ => null,
    };

    private static string? Text(Expr expression) => expression is LiteralExpr literal ? literal.Value.AsString : null;

    private static ImmutableHashSet<string> Set(IEnumerable<string> values) => values.ToImmutableHashSet(StringComparer.Ordinal);
}
