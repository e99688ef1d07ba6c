using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <content>Warnings of what checks, but never does what its author meant.</content>
internal sealed partial class ExpressionChecker
{
    /// <summary>Warns of a member of <c>subject.properties</c>, which has no type, and of one that a map literal has not.</summary>
    private void WarnOfMember(Expr operand, string field, TextSpan fieldSpan, Expr whole)
    {
        switch (operand)
        {
            case SelectExpr { Optional: false, Field: "properties", Operand: IdentExpr root }
                when FindLocal(root.Name) is null && _names.Find(root.Name, root.Rooted, out _) is RecordType { IsEntityRoot: true } record:
                WarnOfProperty(record, root.Name, field, fieldSpan, whole);
                break;
            case MapExpr map when _environment.TriesConstants && whole is SelectExpr { Optional: false }
                && map.Entries.All(entry => !entry.Optional && entry.Key is LiteralExpr)
                && !map.Entries.Any(entry => entry.Key is LiteralExpr { Value.AsString: { } key } && key == field):
                var keys = map.Entries.Select(entry => Excerpt(entry.Key)).ToList();
                _diagnostics.Warning(
                    DiagnosticCodes.InvalidConstant, $"the map has no key `{field}`", fieldSpan,
                    keys.Count == 0 ? null : $"it has {Suggestions.OneOf(keys, "and")}");
                break;
        }
    }

    private void WarnOfProperty(RecordType record, string root, string field, TextSpan fieldSpan, Expr whole)
    {
        var path = $"{root}.properties.{field}";
        if (record.Members.ContainsKey(field))
        {
            // The entity's own members hide attributes of their names, which `properties` alone reaches.
            if (field is "id" or "type" or "name") return;
            var direct = $"{root}.{field}";
            _diagnostics.Warning(
                DiagnosticCodes.UntypedAttribute, $"`{path}` is read without the type that the schema gives it", fieldSpan,
                whole is SelectExpr { Optional: false } ? Advice.Write(whole.Span, direct) : $"read `{direct}`");
        }
        else if (!record.IsOpen)
        {
            _diagnostics.Warning(
                DiagnosticCodes.UntypedAttribute, $"attribute `{path}` is not in the schema: it is read without a type", fieldSpan,
                Suggestions.ForMember(record, field, root, fieldSpan, whole, _environment, _text)?.Text);
        }
    }

    /// <summary>Warns of the literals in a list of several types that the value beside <c>in</c> can never equal.</summary>
    private void WarnOfElements(in Typed value, ListExpr list)
    {
        if (Family(Unwrapped(Resolved(value.Type))) is not { } family) return;
        foreach (var element in list.Elements)
        {
            if (element.Optional || element.Value is not LiteralExpr literal
                || Family(TypeOf(literal.Value)) is not { } other || other == family) continue;
            _diagnostics.Warning(
                DiagnosticCodes.TypeMismatch,
                $"`{Excerpt(value.Node)}` is {TypeText.Of(Resolved(value.Type))} and never equals `{Excerpt(literal)}`",
                literal.Span, "all elements of the list have the type of what is looked for");
        }
    }

    /// <summary>Which types may equal one another: the numbers, else each its own; null where that is open.</summary>
    private static CelTypeKind? Family(CelType type) => type.Kind switch
    {
        CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double => CelTypeKind.Int,
        CelTypeKind.Bool or CelTypeKind.String or CelTypeKind.Bytes or CelTypeKind.Timestamp or CelTypeKind.Duration => type.Kind,
        _ => null,
    };
}
