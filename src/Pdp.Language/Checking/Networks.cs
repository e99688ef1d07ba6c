using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Checking;

/// <summary>Help where addresses and ranges of them are looked for in one another.</summary>
internal static class Networks
{
    /// <summary>Whether a type is that of <c>cidr(…)</c>.</summary>
    public static bool IsRange(CelType type) => type.Equals(CelType.Cidr);

    /// <summary>Whether a text is a range.</summary>
    public static bool IsRange(string text) => text.Contains('/', StringComparison.Ordinal) && !CelCidr.Parse(text).IsError;

    /// <summary>The function of a range that tells whether something lies in it; null when nothing of that type does.</summary>
    public static string? Containing(CelType part) =>
        IsRange(part) ? "containsCIDR"
        : part.Kind == CelTypeKind.String || part.Equals(CelType.Ip) ? "containsIP"
        : null;
}
