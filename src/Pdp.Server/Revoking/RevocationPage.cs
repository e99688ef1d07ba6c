using System.Text;
using System.Text.Json;
using Pdp.Identity.Revocations;

namespace Pdp.Server.Revoking;

/// <summary>The order in which revocations are told, and how a page says where the next one begins.</summary>
internal static class RevocationPage
{
    private const int LongestToken = 32 * 1024;

    /// <summary>Where one stands.</summary>
    public static string Place(Revocation one) => JsonSerializer.Serialize<string?[]>([one.Kind.ToString(), one.SubjectType, one.Value, one.Issuer]);

    /// <summary>A token for the page behind one.</summary>
    public static string Write(Revocation last) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Place(last)));

    /// <summary>Behind which place the page begins; null: the text is no token.</summary>
    public static string? Read(string token)
    {
        if (token.Length > LongestToken) return null;
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length) ? Encoding.UTF8.GetString(bytes.AsSpan(0, length)) : null;
    }
}
