using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pdp.Server.AuthZen;

/// <summary>
/// Tokens for the next page of a search (Authorization API 1.0, section 8.2): where it goes on, of which question, and until when it
/// may. They are encrypted with a key that lives as long as the server: nobody else can make one, or read it. The candidate in it may be
/// one that is not permitted.
/// </summary>
internal sealed class PageTokens(TimeProvider clock)
{
    /// <summary>How long a token may be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int SealSize = NonceSize + TagSize;
    private const int TimeSize = sizeof(long);
    private const int LimitSize = sizeof(int);
    private const int FixedSize = TimeSize + LimitSize + SHA256.HashSizeInBytes;
    private const int LongestToken = 64 * 1024;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(KeySize);

    /// <summary>Makes a token.</summary>
    /// <param name="question">The question's digest.</param>
    /// <param name="limit">Most results of a page; null: no bound was asked for.</param>
    /// <param name="last">The candidate after which the next page begins.</param>
    public string Make(ReadOnlySpan<byte> question, int? limit, string last)
    {
        var name = Encoding.UTF8.GetBytes(last);
        var content = new byte[FixedSize + name.Length];
        BinaryPrimitives.WriteInt64BigEndian(content, (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(TimeSize), limit ?? -1);
        question.CopyTo(content.AsSpan(TimeSize + LimitSize));
        name.CopyTo(content.AsSpan(FixedSize));
        var token = new byte[SealSize + content.Length].AsSpan();
        RandomNumberGenerator.Fill(token[..NonceSize]);
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Encrypt(token[..NonceSize], content, token[SealSize..], token[NonceSize..SealSize]);
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
        if (Open(Base64Url.DecodeFromChars(text)) is not { } content) return null;
        if (BinaryPrimitives.ReadInt64BigEndian(content) < clock.GetUtcNow().ToUnixTimeSeconds()) return null;
        if (!content.AsSpan(TimeSize + LimitSize, SHA256.HashSizeInBytes).SequenceEqual(question)) return null;
        var most = BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(TimeSize));
        limit = most < 0 ? null : most;
        return Encoding.UTF8.GetString(content.AsSpan(FixedSize));
    }

    private byte[]? Open(ReadOnlySpan<byte> token)
    {
        if (token.Length < SealSize + FixedSize) return null;
        var content = new byte[token.Length - SealSize];
        using var cipher = new AesGcm(_key, TagSize);
        try
        {
            cipher.Decrypt(token[..NonceSize], token[SealSize..], token[NonceSize..SealSize], content);
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
