namespace Pdp.Server.Settings;

/// <summary>The address by which clients know the server's HTTP: an <c>https</c> URL without query and fragment.</summary>
internal sealed record PublicAddress
{
    private PublicAddress(string text, string path) => (Text, Path) = (text, path);

    /// <summary>The URL as given: clients compare it octet by octet.</summary>
    public string Text { get; }

    /// <summary>Its path without a slash at the end; empty: it has none.</summary>
    public string Path { get; }

    /// <summary>Reads a URL; on failure tells what was expected.</summary>
    public static PublicAddress? Parse(string text, out string? error)
    {
        error = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps || url.Host.Length == 0
            || !text.StartsWith("https://", StringComparison.Ordinal))
        {
            error = $"expected an https URL such as `https://pdp.example.com`, got {(text.Contains('@', StringComparison.Ordinal) ? "another with a user" : $"`{text}`")}";
        }
        else if (url.UserInfo.Length > 0 || text.AsSpan().ContainsAny("?#"))
        {
            error = "expected an https URL without user, query and fragment";
        }

        return error is null ? new PublicAddress(text, url!.AbsolutePath.TrimEnd('/')) : null;
    }
}
