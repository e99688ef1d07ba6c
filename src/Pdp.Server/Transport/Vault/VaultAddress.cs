namespace Pdp.Server.Transport.Vault;

/// <summary>Where Vault's PKI issues certificates of a role: <c>https://HOST/v1/MOUNT/issue/ROLE</c>.</summary>
/// <param name="Uri">The whole address.</param>
internal sealed record VaultAddress(Uri Uri)
{
    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="error">What is wrong with it, or null.</param>
    /// <returns>Null when it is none.</returns>
    public static VaultAddress? Parse(string text, out string? error)
    {
        // what may have a password is told without it
        var told = text.AsSpan().ContainsAny("@?") ? "one with a user, a password or `?`" : $"`{text}`";
        error = $"expected the address of a role such as `https://vault.example.org:8200/v1/pki/issue/pdp`, got {told}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length > 0) return null;
        var parts = uri.AbsolutePath.Split('/');
        if (parts is not ["", "v1", _, .., "issue", { Length: > 0 }] || parts.Length < 5 || parts.Skip(1).Any(static part => part.Length == 0)) return null;
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        {
            error = $"whoever is between here and `{text}` can read the private key; expected https";
            return null;
        }

        error = null;
        return new VaultAddress(uri);
    }

    /// <inheritdoc/>
    public override string ToString() => Uri.ToString();
}
