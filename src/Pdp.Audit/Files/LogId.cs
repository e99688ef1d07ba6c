using System.Security.Cryptography;

namespace Pdp.Audit.Files;

/// <summary>The ids of logs: chance alone, so that no two logs share one.</summary>
internal static class LogId
{
    private const int Digits = 32;

    /// <summary>Another one.</summary>
    public static string Make() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    /// <summary>Whether a text is one.</summary>
    public static bool IsOne(string? text) => text is { Length: Digits } && text.All(static sign => char.IsAsciiHexDigitLower(sign));
}
