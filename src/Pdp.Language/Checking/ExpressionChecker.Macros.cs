using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <content>Macros: the types of their variables and results.</content>
internal sealed partial class ExpressionChecker
{
    private Typed CheckMacro(MacroExpr macro)
    {
        var range = CheckValue(macro.Range);
        var type = Unwrapped(Resolved(range.Type));
        var (first, second) = VariableTypes(macro, type);
        var isList = type.Kind == CelTypeKind.List;
        var outer = _locals.Count;
        _locals.Add(new Local(
            macro.Variable, first,
            macro.Kind == MacroKind.Bind || (isList && macro.SecondVariable is null) ? range.Choices : []));
        if (macro.SecondVariable is { } name) _locals.Add(new Local(name, second, isList ? range.Choices : []));

        var filter = default(Typed?);
        if (macro.Filter is not null)
        {
            filter = CheckValue(macro.Filter);
            Expect(filter.Value, CelType.Bool, $"the filter of `{macro.Name}`");
        }

        var body = CheckValue(macro.Body);
        _locals.RemoveRange(outer, _locals.Count - outer);
        var node = macro with { Range = range.Node, Filter = filter?.Node, Body = body.Node };
        var result = new Typed(node, ResultType(macro, type, first, body));
        return macro.Kind switch
        {
            MacroKind.Bind => result with { Known = body.Known, Choices = body.Choices },
            MacroKind.Filter when isList => result with { Choices = range.Choices },
            _ => result,
        };
    }

    private (CelType First, CelType Second) VariableTypes(MacroExpr macro, CelType range)
    {
        if (macro.Kind == MacroKind.Bind) return (range, CelType.Dyn);
        if (range.Kind is CelTypeKind.Parameter) _substitution.AreAssignable([CelType.Dyn], [range]);
        if (range.Kind is CelTypeKind.Dyn or CelTypeKind.Error or CelTypeKind.Parameter) return (CelType.Dyn, CelType.Dyn);
        if (macro.Kind is MacroKind.OptMap or MacroKind.OptFlatMap)
        {
            if (range.IsOptional) return (range.Parameters[0], CelType.Dyn);
            return NoRange(macro, range, "an optional", "write `optional.of(x)`, or select by `.?`");
        }

        var isSort = macro.Kind == MacroKind.SortBy;
        var hasTwo = macro.SecondVariable is not null;
        return range.Kind switch
        {
            CelTypeKind.List when hasTwo => (CelType.Int, range.Parameters[0]),
            CelTypeKind.List => (range.Parameters[0], CelType.Dyn),
            CelTypeKind.Map when !isSort => (range.Parameters[0], range.Parameters[1]),
            CelTypeKind.Record when !isSort => (CelType.String, CelType.Dyn),
            _ => NoRange(macro, range, isSort ? "a list" : "a list or a map", null),
        };
    }

    private (CelType First, CelType Second) NoRange(MacroExpr macro, CelType range, string expected, string? help)
    {
        Report(
            DiagnosticCodes.TypeMismatch, $"expected {expected}, got {TypeText.Of(range)}: `{macro.Name}` goes over its elements",
            macro.Range.Span, help, IsAttributeDependent(macro.Range));
        return (CelType.Error, CelType.Error);
    }

    private CelType ResultType(MacroExpr macro, CelType range, CelType first, in Typed body)
    {
        switch (macro.Kind)
        {
            case MacroKind.All or MacroKind.Exists or MacroKind.ExistsOne:
                Expect(body, CelType.Bool, $"the predicate of `{macro.Name}`");
                return CelType.Bool;
            case MacroKind.Filter:
                Expect(body, CelType.Bool, $"the predicate of `{macro.Name}`");
                return CelType.ListOf(Bounded(Resolved(first)));
            case MacroKind.Map or MacroKind.TransformList:
                return CelType.ListOf(Bounded(Resolved(body.Type)));
            case MacroKind.TransformMap:
                return CelType.MapOf(Bounded(Resolved(first)), Bounded(Resolved(body.Type)));
            case MacroKind.SortBy:
                CheckSortKey(body);
                return range;
            case MacroKind.OptMap:
                return CelType.OptionalOf(Bounded(Resolved(body.Type)));
            case MacroKind.OptFlatMap:
                Expect(body, CelType.OptionalOf(CelType.Dyn), "the result of `optFlatMap`");
                return body.Type;
            default:
                return body.Type;
        }
    }

    private void CheckSortKey(in Typed key)
    {
        var type = Resolved(key.Type);
        if (type.Kind is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double or CelTypeKind.Bool or CelTypeKind.String
            or CelTypeKind.Bytes or CelTypeKind.Timestamp or CelTypeKind.Duration or CelTypeKind.Dyn or CelTypeKind.Error
            or CelTypeKind.Parameter) return;
        Report(
            DiagnosticCodes.TypeMismatch, $"expected a key that has an order, got {TypeText.Of(type)}", key.Node.Span,
            "sort by a number, string, bool, timestamp or duration", IsAttributeDependent(key.Node));
    }
}
