using System.Text.Json;

namespace Pdp.Identity.Tokens;

/// <summary>The <c>cnf</c> of a token (RFC 7800): to what it is bound. Both may be null: whoever has it may use it.</summary>
/// <param name="CertificateThumbprint">SHA-256 of the certificate in DER, base64url (RFC 8705); null: to none.</param>
/// <param name="KeyThumbprint">The thumbprint (RFC 7638, SHA-256, base64url) of the key of DPoP proofs (RFC 9449); null: to none.</param>
public sealed record TokenBinding(string? CertificateThumbprint, string? KeyThumbprint)
{
    private const int ThumbprintLength = 43;

    /// <summary>Bound to nothing.</summary>
    public static TokenBinding None { get; } = new(null, null);

    /// <summary>Whether it is bound.</summary>
    public bool IsBound => CertificateThumbprint is not null || KeyThumbprint is not null;

    // A binding of a kind that is not known cannot be checked, so it is refused and not passed over.
    internal static TokenBinding? Read(JsonElement claims)
    {
        if (!claims.TryGetProperty("cnf", out var cnf)) return None;
        if (cnf.ValueKind != JsonValueKind.Object) return null;
        string? certificate = null, key = null;
        foreach (var member in cnf.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.String) return null;
            var value = member.Value.GetString()!;
            if (value.Length != ThumbprintLength) return null;
            if (member.NameEquals("x5t#S256")) certificate = value;
            else if (member.NameEquals("jkt")) key = value;
            else return null;
        }

        return certificate is null && key is null ? null : new TokenBinding(certificate, key);
    }
}
