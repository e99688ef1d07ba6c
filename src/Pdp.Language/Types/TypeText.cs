using System.Collections.Immutable;

namespace Pdp.Language.Types;

/// <summary>Types as messages name them: shorter than CEL's names, and without type variables.</summary>
internal static class TypeText
{
    /// <summary>A type in words.</summary>
    public static string Of(CelType type) => type.Kind switch
    {
        CelTypeKind.Parameter or CelTypeKind.Error or CelTypeKind.Dyn => "dyn",
        CelTypeKind.Null => "null",
        CelTypeKind.Timestamp => "timestamp",
        CelTypeKind.Duration => "duration",
        CelTypeKind.Record => "object",
        CelTypeKind.Wrapper => $"{Of(type.Parameters[0])} or null",
        CelTypeKind.Opaque when type.IsOptional => $"optional({Of(type.Parameters[0])})",
        _ when type.Parameters.IsEmpty => type.Name,
        _ => $"{type.Name}({List(type.Parameters)})",
    };

    /// <summary>Types in words, joined by commas.</summary>
    public static string List(ImmutableArray<CelType> types) => string.Join(", ", types.Select(Of));
}
