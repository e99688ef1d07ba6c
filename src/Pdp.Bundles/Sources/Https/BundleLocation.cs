using System.Diagnostics.CodeAnalysis;
using System.Net;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Sources.Https;

/// <summary>Where a bundle is: an <c>https</c> URL, or <c>http</c> on this machine.</summary>
public sealed record BundleLocation
{
    private BundleLocation(Uri address) => Address = address;

    /// <summary>The name without what may be secret.</summary>
    public string Name => Address.GetLeftPart(UriPartial.Path) + (Address.Query.Length > 0 ? "?…" : "");

    internal Uri Address { get; }

    /// <summary>Reads a URL.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="error">Expected what, got what.</param>
    [SuppressMessage("Design", "CA1054:URI-like parameters should not be strings", Justification = "it is not known to be one yet")]
    public static BundleLocation? Parse(string text, out string? error)
    {
        error = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.Host.Length == 0)
            return Wrong("expected an https URL, got no such text", out error);
        if (address.UserInfo.Length > 0) return Wrong("expected a URL without a user or password: `--bundle-token-file` names a file with what the server asks for", out error);
        if (address.Scheme == "http" && !IsHere(address))
            return Wrong($"expected https, got http to another machine, {Words.Quote(address.Host)}: whoever is on the way could change what is decided", out error);
        return new BundleLocation(address);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>What tells it from others, and tells nothing of its secrets: the SHA-256 of all of it, in hexadecimal.</summary>
    public string Digest => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Address.AbsoluteUri)));

    private static bool IsHere(Uri address) =>
        address.Host is "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static BundleLocation? Wrong(string message, out string? error)
    {
        error = message;
        return null;
    }
}
