namespace Pdp.Server.Gateways;

/// <summary>
/// The host of a request, as documents and policies compare it: one host has several spellings, and a client chooses among them.
/// </summary>
internal static class RequestHost
{
    /// <summary>The name in lower case, without the port and a dot at the end.</summary>
    /// <param name="host">The host, as it was sent.</param>
    /// <returns>The name; null: it is no host.</returns>
    public static string? Name(string host)
    {
        var end = host.StartsWith('[') ? host.IndexOf(']', StringComparison.Ordinal) + 1 : host.IndexOf(':', StringComparison.Ordinal);
        if (end < 0) end = host.Length;
        var port = host.AsSpan(end);
        if (port.Length > 0 && (port[0] != ':' || port[1..].ContainsAnyExceptInRange('0', '9'))) return null;
        var name = host[..end].ToLowerInvariant();
        if (name is ['[', .. var address, ']']) return address.All(static c => char.IsAsciiHexDigit(c) || c is ':' or '.') ? name : null;
        if (name.EndsWith('.')) name = name[..^1];
        return name.Split('.').All(IsLabel) ? name : null;
    }

    private static bool IsLabel(string label) => label.Length > 0 && label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
