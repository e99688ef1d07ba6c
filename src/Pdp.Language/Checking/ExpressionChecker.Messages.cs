using System.Collections.Immutable;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <content>Literals, fields and enum constants of messages, in an environment that has any (policies have none).</content>
internal sealed partial class ExpressionChecker
{
    private Typed CheckStruct(StructExpr message)
    {
        if (_names.FindMessage(message.TypeName, out var name) is not { } type)
        {
            foreach (var field in message.Fields) CheckValue(field.Value);
            Error(
                DiagnosticCodes.Unsupported, $"message type `{message.TypeName}` does not exist", message.Span,
                "write a map: `{'name': value}`");
            return new Typed(message, CelType.Error);
        }

        var fields = ImmutableArray.CreateBuilder<StructField>(message.Fields.Length);
        foreach (var field in message.Fields)
        {
            var value = CheckValue(field.Value);
            fields.Add(field with { Value = value.Node });
            var expected = FieldType(name, field.Name, field.NameSpan);
            var found = field.Optional ? InOptional(value) : value.Type;
            if (_substitution.AreAssignable([found], [expected])) continue;
            Error(
                DiagnosticCodes.TypeMismatch,
                $"expected {TypeText.Of(Resolved(expected))}, got {TypeText.Of(Resolved(found))}: the field `{field.Name}`",
                field.Value.Span);
        }

        return new Typed(message with { TypeName = name, Fields = fields.MoveToImmutable() }, type);
    }

    private CelType FieldType(string message, string field, TextSpan span)
    {
        var messages = _environment.Messages!;
        if (messages.FindField(message, field) is { } type) return type;
        Error(
            DiagnosticCodes.UnknownName, $"unknown field `{field}` of `{message}`", span,
            NearWord.Find(field, messages.FieldsOf(message)) is { } near ? $"did you mean `{near}`?" : null);
        return CelType.Error;
    }

    /// <summary>The number that a constant of an enum always is; missing for other names.</summary>
    private Value ConstantOf(string name, CelType type) =>
        type.Kind == CelTypeKind.Int && !_environment.Variables.ContainsKey(name)
        && _environment.Messages?.FindConstant(name) is { } number
            ? Value.From(number)
            : default;
}
