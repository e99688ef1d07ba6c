using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Pdp.Server.Auditing.Tracing;

/// <summary>Which trace a call belongs to, and the span that it comes from, as <c>traceparent</c> of W3C Trace Context says it.</summary>
/// <param name="Trace">The trace; 0: none.</param>
/// <param name="Span">The span.</param>
internal readonly record struct TraceParent(UInt128 Trace, ulong Span)
{
    // 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
    private const int Length = 55;
    private const int TraceAt = 3;
    private const int SpanAt = 36;
    private const int FlagsAt = 53;

    /// <summary>Whether there is one.</summary>
    public bool IsNone => Trace == 0;

    /// <summary>The trace as 32 digits.</summary>
    public string TraceText => Trace.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The span as 16 digits.</summary>
    public string SpanText => Span.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Reads the header. One that is not as the standard has it, or comes twice, is none (section 3.2 and 4.3 of Trace Context).</summary>
    public static TraceParent Of(StringValues header) => header is [{ } text] ? Of(text) : default;

    /// <summary>The trace of an activity: one that the caller has begun, or that this server exports.</summary>
    public static TraceParent Of(Activity activity)
    {
        // what has no source is the framework's own, and nobody ever sees it
        var isExported = activity.Recorded && activity.Source.Name.Length > 0;
        if (activity.IdFormat != ActivityIdFormat.W3C || (activity.ParentSpanId == default && !isExported)) return default;
        return Of(activity.TraceId.ToHexString(), (isExported ? activity.SpanId : activity.ParentSpanId).ToHexString());
    }

    private static TraceParent Of(ReadOnlySpan<char> text)
    {
        if (text.Length < Length || text[2] != '-' || text[SpanAt - 1] != '-' || text[FlagsAt - 1] != '-') return default;
        var version = text[..2];

        // later versions may have more behind it
        if (!IsHex(version) || version is "ff" || (version is "00" ? text.Length > Length : text.Length > Length && text[Length] != '-')) return default;
        if (!IsHex(text.Slice(FlagsAt, 2))) return default;
        return Of(text.Slice(TraceAt, 32), text.Slice(SpanAt, 16));
    }

    private static TraceParent Of(ReadOnlySpan<char> trace, ReadOnlySpan<char> span) =>
        IsHex(trace) && IsHex(span)
        && UInt128.TryParse(trace, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
        && ulong.TryParse(span, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var parent) && number != 0 && parent != 0
            ? new TraceParent(number, parent)
            : default;

    // of the standard's digits alone: capitals are wrong
    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigitLower(digit)) return false;
        }

        return true;
    }
}
