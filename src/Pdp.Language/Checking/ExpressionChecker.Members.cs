using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <content>Selections, presence tests and indexes.</content>
internal sealed partial class ExpressionChecker
{
    private static readonly CelType Properties = CelType.MapOf(CelType.String, CelType.Dyn);

    private Typed CheckSelect(SelectExpr select)
    {
        if (!select.Optional && _names.MayBeQualified(select)
            && NameResolver.QualifiedName(select, out var root) is { } name
            && (root!.Rooted || FindLocal(root.Name) is null)
            && FindGlobal(select, name, root.Rooted) is { } global) return global;

        var operand = Check(select.Operand);
        var member = CheckMember(operand, select.Field, select.FieldSpan, select);
        if (select.Optional) Record(ref _overloads, select.Id, OptionalSelectIds);
        var node = ReferenceEquals(operand.Node, select.Operand) ? select : select with { Operand = operand.Node };
        var isOptional = select.Optional || Unwrapped(Resolved(operand.Type)).IsOptional;
        return isOptional
            ? new Typed(node, CelType.OptionalOf(member.Type))
            : member with { Node = node };
    }

    private Typed CheckHas(HasExpr has)
    {
        var operand = Check(has.Operand);
        var member = CheckMember(operand, has.Field, has.FieldSpan, has);
        var node = ReferenceEquals(operand.Node, has.Operand) ? has : has with { Operand = operand.Node };
        return new Typed(node, CelType.Bool) { Known = member.Known.IsMissing ? default : Value.True };
    }

    private static readonly OverloadIds OptionalSelectIds = new(["select_optional_field"]);

    /// <summary>The type of a member of what was checked; the result's node is meaningless.</summary>
    private Typed CheckMember(in Typed operand, string field, TextSpan fieldSpan, Expr whole)
    {
        var type = Unwrapped(Resolved(operand.Type));
        if (type.IsOptional) type = Unwrapped(Resolved(type.Parameters[0]));
        switch (type.Kind)
        {
            case CelTypeKind.Record:
                return CheckRecordMember((RecordType)type, field, fieldSpan, operand.Node, whole);
            case CelTypeKind.Map:
                WarnOfMember(operand.Node, field, fieldSpan, whole);
                return new Typed(whole, type.Parameters[1]);
            case CelTypeKind.Parameter:
                _substitution.AreAssignable([CelType.Dyn], [type]);
                return new Typed(whole, CelType.Dyn);
            case CelTypeKind.Dyn or CelTypeKind.Error:
                return new Typed(whole, CelType.Dyn);
            case CelTypeKind.Message when _environment.Messages is not null:
                return new Typed(whole, FieldType(type.Name, field, fieldSpan));
            default:
                Report(
                    DiagnosticCodes.TypeMismatch, $"expected an object or a map, got {TypeText.Of(type)}: `{Language.Text.Excerpt.OfName(field)}` cannot be read",
                    fieldSpan, Hints.NoMembers(type, field, Excerpt(operand.Node)), IsAttributeDependent(operand.Node));
                return new Typed(whole, CelType.Error);
        }
    }

    private Typed CheckRecordMember(RecordType record, string field, TextSpan fieldSpan, Expr operand, Expr whole)
    {
        _attributeReads++;
        if (record.Members.TryGetValue(field, out var member))
            return new Typed(whole, member.Type) { Known = member.Known ?? default, Choices = member.EnumValues };
        if (field == "properties" && record is { IsEntityRoot: true, Name: "subject" or "action" or "resource" })
            return new Typed(whole, Properties);

        var path = $"{Excerpt(operand)}.{Language.Text.Excerpt.OfName(field)}";
        if (record.IsOpen)
        {
            _diagnostics.Warning(
                DiagnosticCodes.UntypedAttribute, $"attribute `{path}` is not in the schema: it is read without a type",
                fieldSpan,
                Suggestions.ForMember(record, field, Excerpt(operand), fieldSpan, whole, _environment, _text));
            return new Typed(whole, CelType.Dyn);
        }

        var isDefinition = record is { IsEntityRoot: true, Name: "variables" or "definitions" };
        Error(
            isDefinition ? DiagnosticCodes.UnknownName : DiagnosticCodes.UnknownAttribute,
            isDefinition ? $"unknown name `{path}`" : $"unknown attribute `{path}`", fieldSpan,
            Suggestions.ForMember(record, field, Excerpt(operand), fieldSpan, whole, _environment, _text)
                ?? (Advice?)Suggestions.Members(record, Excerpt(operand)));
        return new Typed(whole, CelType.Error);
    }

    private Typed CheckIndex(IndexExpr index)
    {
        var operand = Check(index.Operand);
        if (operand.Type is RecordType { IsEntityRoot: true } root)
            operand = RejectRoot(index.Operand, operand, root, MemberByName(index, root));
        var key = CheckValue(index.Index);
        var node = ReferenceEquals(operand.Node, index.Operand) && ReferenceEquals(key.Node, index.Index)
            ? index
            : index with { Operand = operand.Node, Index = key.Node };
        if (Unwrapped(Resolved(operand.Type)) is RecordType record && key.Node is LiteralExpr { Value: { IsString: true } name })
        {
            var member = CheckRecordMember(record, name.AsString!, key.Node.Span, operand.Node, node);
            return index.Optional ? new Typed(node, CelType.OptionalOf(member.Type)) : member;
        }

        var function = index.Optional ? OperatorLibrary.OptionalIndex : OperatorLibrary.Index;
        var isList = Unwrapped(Resolved(operand.Type)).Kind == CelTypeKind.List;
        var type = ResolveOverload(index.Id, OperatorLibrary.Find(function, _environment.CrossTypeOrder), false, [operand.Type, key.Type]);
        if (type is not null)
            return new Typed(node, type) { Choices = isList && !index.Optional ? operand.Choices : [] };

        var operandType = Resolved(operand.Type);
        Report(
            DiagnosticCodes.NoOverload,
            $"{TypeText.Of(operandType)} cannot be indexed by {TypeText.Of(Resolved(key.Type))}", index.Span,
            Hints.NoIndex(operandType), IsAttributeDependent(index));
        return new Typed(node, CelType.Error);
    }

    /// <summary>The member that <c>root['name']</c> means.</summary>
    private Advice? MemberByName(IndexExpr index, RecordType root) =>
        index.Index is LiteralExpr { Value.AsString: { } name }
        && (root.Members.ContainsKey(name) ? name : NearWord.Find(name, root.Members.Keys)) is { } member && Words.IsIdentifier(member)
            ? Advice.Write(index.Span, $"{Excerpt(index.Operand)}.{(index.Optional ? "?" : "")}{member}")
            : null;

    private static CelType Unwrapped(CelType type) => type.Kind == CelTypeKind.Wrapper ? type.Parameters[0] : type;
}
