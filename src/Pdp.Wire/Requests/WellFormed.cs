using System.Text;

namespace Pdp.Wire.Requests;

/// <summary>Whether strings are well-formed UTF-16, which the engine's values promise.</summary>
internal static class WellFormed
{
    /// <summary>Whether no surrogate stands alone. Only messages built in the process can have one; decoded UTF-8 has none.</summary>
    public static bool Is(string text)
    {
        var rest = text.AsSpan();
        while (true)
        {
            var at = rest.IndexOfAnyInRange('\ud800', '\udfff');
            if (at < 0) return true;
            if (Rune.DecodeFromUtf16(rest[at..], out _, out var used) != System.Buffers.OperationStatus.Done) return false;
            rest = rest[(at + used)..];
        }
    }
}
