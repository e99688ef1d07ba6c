using Pdp.Engine.Sources;
using Pdp.Language.Regex;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>Makes the coercer of a schema's attribute.</summary>
internal static class CoercerFactory
{
    private static readonly ValueBounds Unbounded = new();

    /// <exception cref="ArgumentException">A pattern is none of RE2's; the message says why.</exception>
    public static Coercer For(AttributeSchema attribute)
    {
        var bounds = attribute.Bounds ?? Unbounded;
        return For(attribute.Member.Type, bounds with { IsNullable = bounds.IsNullable || attribute.IsNullable }, attribute.Member);
    }

    private static Coercer For(CelType type, ValueBounds bounds, RecordMember? member)
    {
        var coercer = Plain(type, bounds, member);
        return bounds.IsNullable && coercer is not AnyCoercer ? new NullableCoercer(coercer) : coercer;
    }

    private static Coercer Plain(CelType type, ValueBounds bounds, RecordMember? member)
    {
        switch (type.Kind)
        {
            case CelTypeKind.Bool:
                return new KindCoercer(ValueKind.Bool, "bool");
            case CelTypeKind.Int:
                return new IntCoercer(bounds.Minimum, bounds.Maximum);
            case CelTypeKind.Double:
                return new DoubleCoercer(bounds.Minimum, bounds.Maximum);
            case CelTypeKind.String:
                return new StringCoercer(
                    [.. bounds.EnumValues, .. member?.EnumValues ?? []], bounds.MinLength, bounds.MaxLength ?? member?.MaxSize,
                    bounds.Pattern is { } pattern ? Linear(pattern) : null);
            case CelTypeKind.Timestamp:
                return TimestampCoercer.Instance;
            case CelTypeKind.Duration:
                return DurationCoercer.Instance;
            case CelTypeKind.Null:
                return new KindCoercer(ValueKind.Null, "null");
            case CelTypeKind.Wrapper:
                return new NullableCoercer(For(type.Parameters[0], bounds, member));
            case CelTypeKind.List:
                return new ListCoercer(
                    For(type.Parameters[0], bounds.Items ?? Unbounded, null), bounds.MinItems, bounds.MaxItems ?? member?.MaxSize);
            case CelTypeKind.Map:
                return new RecordCoercer(
                    new Dictionary<string, Coercer>(), [], isOpen: true, For(type.Parameters[1], Unbounded, null));
            case CelTypeKind.Record:
                var record = (RecordType)type;
                return new RecordCoercer(
                    record.Members.Values.ToDictionary(
                        inner => inner.Name,
                        inner => For(inner.Type, bounds.Members.GetValueOrDefault(inner.Name, Unbounded), inner),
                        StringComparer.Ordinal),
                    record.Members.Values.Where(inner => inner.Required).Select(inner => inner.Name),
                    record.IsOpen,
                    AnyCoercer.Instance);
            default:
                return AnyCoercer.Instance;
        }
    }

    // the language of `matches`: linear in time, and `$` is the end of the text, where .NET lets a line break follow
    private static Re2Pattern Linear(string pattern) =>
        Re2Pattern.TryCompile(pattern, out var compiled, out var error) ? compiled : throw new ArgumentException(error);
}
