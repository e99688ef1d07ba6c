using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pdp.Server.AuthZen;

/// <summary>
/// Tokens for the next page of a search (Authorization API 1.0, section 8.2): where it goes on, of which question, and until when it
/// may. They are authenticated with a key that lives as long as the server: nobody else can make one.
/// </summary>
internal sealed class PageTokens(TimeProvider clock)
{
    /// <summary>How long a token may be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int TimeSize = sizeof(long);
    private const int LimitSize = sizeof(int);
    private const int FixedSize = TimeSize + LimitSize + SHA256.HashSizeInBytes;
    private const int LongestToken = 64 * 1024;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    /// <summary>Makes a token.</summary>
    /// <param name="question">The question's digest.</param>
    /// <param name="limit">Most results of a page; null: no bound was asked for.</param>
    /// <param name="last">The candidate after which the next page begins.</param>
    public string Make(ReadOnlySpan<byte> question, int? limit, string last)
    {
        var name = Encoding.UTF8.GetBytes(last);
        var token = new byte[FixedSize + name.Length + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt32BigEndian(token.AsSpan(TimeSize), limit ?? -1);
        question.CopyTo(token.AsSpan(TimeSize + LimitSize));
        name.CopyTo(token.AsSpan(FixedSize));
        HMACSHA256.HashData(_key, token.AsSpan(0, FixedSize + name.Length), token.AsSpan(FixedSize + name.Length));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Reads a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="question">The digest of the question that it is sent with.</param>
    /// <param name="limit">Gets the most results of a page.</param>
    /// <returns>The candidate after which the page begins; null: the token is forged, too old, or another question's.</returns>
    public string? Read(string text, ReadOnlySpan<byte> question, out int? limit)
    {
        limit = null;
        if (text.Length > LongestToken || !Base64Url.IsValid(text)) return null;
        var token = Base64Url.DecodeFromChars(text).AsSpan();
        if (token.Length < FixedSize + SHA256.HashSizeInBytes) return null;
        var content = token[..^SHA256.HashSizeInBytes];
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, content), token[content.Length..])) return null;
        if (BinaryPrimitives.ReadInt64BigEndian(content) < clock.GetUtcNow().ToUnixTimeSeconds()) return null;
        if (!content.Slice(TimeSize + LimitSize, SHA256.HashSizeInBytes).SequenceEqual(question)) return null;
        var most = BinaryPrimitives.ReadInt32BigEndian(content[TimeSize..]);
        limit = most < 0 ? null : most;
        return Encoding.UTF8.GetString(content[FixedSize..]);
    }
}
