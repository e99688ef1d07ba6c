using System.Security.Cryptography;
using System.Text;
using Pdp.Server.Hosting;

namespace Pdp.Server.Reloading;

/// <summary>
/// The secret that those who ask for a reload have to know. Its file is read each time, so that the secret can be changed without a
/// restart; while it cannot be read, nobody knows the secret.
/// </summary>
internal sealed class ReloadToken
{
    /// <summary>The fewest characters of a secret.</summary>
    public const int Shortest = 32;

    private const int LargestFile = 4096;

    private readonly string? _path;

    private ReloadToken(string? path) => _path = path;

    /// <summary>Whether there is a secret, so that somebody may reload.</summary>
    public bool Exists => _path is not null;

    /// <summary>Takes the secret of a file.</summary>
    /// <param name="path">The file; null: nobody may reload.</param>
    /// <exception cref="StartUpException">The file cannot be read, is too short or too long, or others may read it.</exception>
    public static ReloadToken Open(string? path)
    {
        var token = new ReloadToken(path);
        if (path is null) return token;
        try
        {
            Read(path);
            return token;
        }
        catch (Exception exception) when (IsUnusable(exception))
        {
            throw new StartUpException(
                $"`--reload-token-file`: cannot use `{path}`: {exception.Message.TrimEnd('.')}",
                $"write a secret of at least {Shortest} characters to a file that only this user can read: `(umask 077; openssl rand -hex 32 > FILE)`", exception);
        }
    }

    /// <summary>Whether somebody knows the secret, by the value of an <c>authorization</c> header.</summary>
    public bool IsBearer(string? header)
    {
        const string Scheme = "Bearer ";
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || Secret() is not { } secret) return false;

        // digests are compared, so that not even the length can be found out by time
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(secret), SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())));
    }

    /// <summary>Begins to check that somebody who knows the secret has signed a text, as webhooks are signed (HMAC-SHA-256); null: nobody knows it.</summary>
    public IncrementalHash? BeginSignature() => Secret() is { } secret ? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret) : null;

    // small enough to be read each time: what tells of changes (times, links) can be wrong
    private byte[]? Secret()
    {
        try
        {
            return _path is null ? null : Read(_path);
        }
        catch (Exception exception) when (IsUnusable(exception))
        {
            return null;
        }
    }

    private static byte[] Read(string path)
    {
        if (!OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
        {
            throw new IOException("others may read or write it");
        }

        if (new FileInfo(path).Length > LargestFile) throw new IOException($"it is larger than {LargestFile} bytes");
        var text = File.ReadAllText(path).Trim();
        return text.Length >= Shortest ? Encoding.UTF8.GetBytes(text) : throw new IOException($"the secret in it has fewer than {Shortest} characters");
    }

    private static bool IsUnusable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
