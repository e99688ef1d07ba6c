using System.Diagnostics.CodeAnalysis;

namespace Pdp.Server.Settings;

/// <summary>Headers for a collector, as OpenTelemetry writes them. They are secrets: what is wrong with one is told without it.</summary>
internal static class CollectorHeaders
{
    /// <summary>What is wrong with some; null: nothing.</summary>
    /// <param name="text">The headers: <c>name=value</c>, commas between them, percent-encoded.</param>
    public static string? Problem(string text)
    {
        const string Form = "expected headers with commas between them, such as `x-key=secret,x-tenant=a`, got other text";

        // as the exporter reads them: what it cannot send is never sent, and nobody would be told why
        using var request = new HttpRequestMessage();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in Uri.UnescapeDataString(text).Split(','))
        {
            var equals = header.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !header.All(static sign => sign is >= ' ' and <= '~')) return Form;
            var (name, value) = (header[..equals].Trim(), header[(equals + 1)..].Trim());
            if (name.Length == 0 || !name.All(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.')) return Form;
            if (!names.Add(name)) return $"expected each header once, got `{name}` twice";
            if (!IsSendable(request, name, value)) return $"expected headers that can be sent with what is exported, got a `{name}` that cannot";
        }

        return null;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "whatever a header is refused for: it cannot be sent")]
    private static bool IsSendable(HttpRequestMessage request, string name, string value)
    {
        try
        {
            request.Headers.Add(name, value);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
