using Pdp.Language.Types;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>Types as the golden data print them.</summary>
internal static class GoldenTypes
{
    public static string Format(CelType type) => type.Kind switch
    {
        CelTypeKind.Null => "null",
        CelTypeKind.Timestamp => "timestamp",
        CelTypeKind.Duration => "duration",
        _ when type.Parameters.IsEmpty => type.Name,
        _ => $"{type.Name}({string.Join(", ", type.Parameters.Select(Format))})",
    };
}
