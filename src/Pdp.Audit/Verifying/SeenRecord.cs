using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pdp.Audit.Records;

namespace Pdp.Audit.Verifying;

/// <summary>A record as it was seen. Its hash is that of all records before it as well: a number alone can be reached with others.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Hash">Its hash, in hexadecimal digits, small ones.</param>
public sealed record SeenRecord(long Number, string Hash)
{
    /// <summary>Reads <c>NUMBER:HASH</c>.</summary>
    /// <returns>False: it is not of that form.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out SeenRecord? record)
    {
        ArgumentNullException.ThrowIfNull(text);
        record = null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0) return false;
        var hash = text[(colon + 1)..];
        if (hash.Length != 2 * AuditFormat.HashBytes || !hash.All(char.IsAsciiHexDigit)) return false;
        record = new SeenRecord(number, hash.ToLowerInvariant());
        return true;
    }

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}:{Hash}");

    internal bool Is(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash) == Hash;
}
